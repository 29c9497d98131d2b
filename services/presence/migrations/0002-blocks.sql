-- Whom people block, as contacts has told it, with the position of the event that it is of: nothing older overwrites it, so what is over
-- stays as a row.
create table block (
  person uuid not null,
  other uuid not null,
  holds boolean not null,
  epoch bigint not null,
  seq bigint not null,
  primary key (person, other)
);
