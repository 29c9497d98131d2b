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

-- What a space does not want to be said.
create table filter (
  space uuid not null,
  id uuid not null,
  words integer not null, -- how many it has
  said json not null, -- as it was set, without `space` and `filter`
  primary key (space, id)
);

-- When the filters of a space were changed last. A space that never had any has no row.
create table filtered (
  space uuid primary key,
  version bigint not null default 1,
  at timestamptz not null
);
create index filtered_at on filtered (at);

-- When somebody has said something last in a space in which many messages are too many, so many times as a filter asks for.
create table lately (
  space uuid not null,
  person uuid not null,
  filter uuid not null,
  said timestamptz[] not null,
  last timestamptz not null,
  primary key (space, person, filter)
);
create index lately_last on lately (last);

-- That a message was found by filters which let it pass stands in the audit log of its space. Called by what writes the message.
create function note_flags(in_room uuid, at_seq bigint, who uuid, filters json) returns boolean language sql volatile as $$
  insert into audit (space, did, person, room, thread, seqs, change)
  select ruling.space, 'message.flag', who, ruling.id, case when own.parent is not null then own.id end, array[at_seq],
    json_build_object('after', json_build_object('filters', filters))
  from room own join room ruling on ruling.id = coalesce(own.parent, own.id)
  where own.id = in_room and ruling.space is not null
  returning true
$$;
