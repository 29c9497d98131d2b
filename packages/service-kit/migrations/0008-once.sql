-- What somebody has asked for with a key of their own, so that a repeat is answered and not done again. The row is written in the transaction that
-- does it; the answer behind that.
create table once (
  person uuid not null,
  key uuid not null,
  digest bytea not null, -- of the command and its input
  answer json, -- null: what was answered is lost
  at timestamptz not null default clock_timestamp(),
  primary key (person, key)
);
create index once_by_age on once (at);
