-- What people tell of themselves besides their name; no row where they never did.
create table profile (
  account uuid primary key references account on delete cascade,
  version integer not null, -- grows with each change
  pronouns text not null,
  colour text not null,
  bio text not null,
  links jsonb not null -- [{"url", "label"}]
);

-- Who finds somebody by their name: 'everyone', 'shared' or 'nobody'; null where that is as the deployment says.
alter table account add column findable text;
