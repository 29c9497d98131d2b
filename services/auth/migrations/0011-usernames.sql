-- Nobody can sign up while it is looked which names of now look alike; a process of the release before meets the index as it meets a name
-- that somebody has.
lock table username in share row exclusive mode;

-- What a username looks like: of the letters that it may have, those that are taken for others (the confusables of Unicode, in lower
-- case). Two that look alike have one.
create function skeleton(name text) returns text language sql immutable strict parallel safe
  return replace(translate(name, '01', 'ol'), 'm', 'rn');

-- Whether it looks like an older one, from before that was refused.
alter table username add column look_alike boolean not null default false;
update username set look_alike = true from (
  select username.name, row_number() over (partition by skeleton(username.name) order by account.created_at, username.name) as place
  from username join account on account.id = username.account
) as known where known.name = username.name and known.place > 1;
create unique index username_by_skeleton on username (skeleton(name)) where not look_alike;
create index username_look_alike on username (name) where look_alike;
create index username_reserved on username (reserved_until) where reserved_until is not null;
