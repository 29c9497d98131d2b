-- Who may not send, by the word of those who run the platform, as auth has told it: who is suspended, locked or banned. Each row has the position
-- of the event that it is of; nothing older overwrites it, so what is over stays as a row.
create table suspension (
  person uuid primary key,
  holds boolean not null,
  until timestamptz, -- null: it does not end by itself
  epoch bigint not null,
  seq bigint not null
);
