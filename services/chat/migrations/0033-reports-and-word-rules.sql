-- What people have reported to the operators, with the messages as they were then: nothing that becomes of the room changes it.
create table report (
  room uuid not null,
  id uuid not null default gen_random_uuid(),
  seq bigint not null,
  by uuid not null,
  author uuid not null,
  kind text not null,
  note text not null,
  at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  closed timestamptz,
  space uuid, -- of which the room was
  sealed json not null, -- messages, the reported one among them: [{"seq", "by", "at", "is", "edits": [{"seq", "at", "text"}]}]
  primary key (room, id)
);
create unique index report_open on report (by, room, seq) where closed is null;
create index report_at on report (at, id) where closed is null;
create index report_id on report (id);
