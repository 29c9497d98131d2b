-- A table of the service that the kit is tested with.
create table note (
  id int primary key,
  text text not null
);

-- A projection of the service that the kit is tested with: what was said last in a stream, and who left last.
create table copy (
  stream text primary key,
  text text,
  text_epoch bigint not null default 0,
  text_seq bigint not null default 0,
  gone uuid,
  gone_epoch bigint not null default 0,
  gone_seq bigint not null default 0
);
