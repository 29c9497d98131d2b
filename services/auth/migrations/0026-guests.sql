-- Who came in by a name alone. It stays the same account when it becomes one of somebody.
alter table account add column guest boolean not null default false;
alter table account add column became_at timestamptz; -- when a guest became an account; null: it never was one
create index account_guests on account (created_at, id) where guest;
create index account_became on account (became_at) where became_at is not null;
