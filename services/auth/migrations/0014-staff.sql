-- Who runs the platform, and as what.
create table staff (
  account uuid primary key references account on delete cascade,
  role text not null check (role in ('owner', 'admin', 'moderator', 'support', 'auditor')),
  appointed_at timestamptz not null default clock_timestamp()
);

-- Who has done what to whom: everything that changes rights, or touches what is another's. It outlives the accounts that it names.
create table deed (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  by uuid, -- null: on the command line
  what text not null,
  whom uuid, -- a person or a service key
  reason text,
  is_json json not null default '{}'
);
create index deed_by_doer on deed (by, id) where by is not null;
create index deed_by_whom on deed (whom, id) where whom is not null;

-- Nothing is ever changed or removed there: the service may not, and for whoever may, this stands in the way until it is taken away, which is
-- no accident any more.
create function keep_deeds() returns trigger language plpgsql as $$
begin
  raise exception 'what stands in the audit log is neither changed nor removed' using errcode = 'insufficient_privilege';
end
$$;
create trigger deed_kept before update or delete on deed for each statement execute function keep_deeds();
-- What `parley migrate` reads: the service gets no right to change or remove rows of such a table.
comment on table deed is 'append only';
