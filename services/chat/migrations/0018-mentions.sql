-- Whoever sends locks `event` and then looks at `room`: in another order, each would wait for the other here until this gives up.
lock table event in share row exclusive mode;

-- Whom messages mention. Everybody at once is one row, of nobody's id, however many there are in the room.
create table mention (
  room uuid not null,
  message bigint not null, -- position of the message.sent
  person uuid not null,
  seq bigint not null, -- of the event that first told of it: the message itself, or an edit
  by uuid not null, -- whose message it is
  holds boolean not null default true, -- false where the message no longer says so: who was told is not told again
  primary key (room, message, person)
);
create index mention_told on mention (room, person, seq) include (by) where holds;

-- Who may mention everybody in a group, besides its owner and admins: nobody, or all members.
alter table room add column mention_all text not null default 'admins' check (mention_all in ('admins', 'members'));

-- How many messages after one position and up to another mention somebody, none of those that they do not see or wrote themselves:
-- at most 100. Whom a message mentions by name it does not mention once more with everybody.
create function mentions_of(in_room uuid, who uuid, after bigint, upto bigint) returns integer language sql stable as $$
  select (
    select count(*)::integer from (
      select from mention told
      where told.room = in_room and told.person in (who, '00000000-0000-0000-0000-000000000000')
        and told.seq > after and told.seq <= upto and told.holds and told.by <> who
        and not exists (select from hidden where hidden.person = who and hidden.author = told.by)
        and not exists (
          select from mention own
          where told.person <> who and own.room = in_room and own.message = told.message and own.person = who and own.holds
        )
      limit 100
    ) counted
  )
$$;

-- In a thread, who may do so in its room.
create function may_mention_all(in_room uuid, who uuid, at timestamptz) returns boolean language sql stable as $$
  select case ruling.kind
    when 'direct' then true
    when 'group' then ruling.mention_all = 'members' or exists (
      select from membership m where m.room = ruling.id and m.person = who and m.role in ('owner', 'admin')
    )
    else coalesce(permissions_in(ruling.id, who, at), 0) & 8 <> 0
  end
  from room join room ruling on ruling.id = coalesce(room.parent, room.id) where room.id = in_room
$$;

-- Whom a message of this sender mentions, of whom its text names: those who are in the room, and everybody where the sender may say
-- so. As JSON text, as the events have it; null where that is nobody. True for as long as the room's stream is locked.
create function mentioned(in_room uuid, sender uuid, asked json, at timestamptz) returns text language sql stable as $$
  select '{"users":[' || coalesce(users, '') || ']' || coalesce(',"all":"' || everybody || '"', '') || '}'
  from (
    select
      (
        select string_agg('"' || asked_for.id || '"', ',' order by asked_for.ord)
        from json_array_elements_text(asked -> 'users') with ordinality as asked_for (id, ord)
        where stands_in(in_room, asked_for.id::uuid)
          or coalesce(permissions_in(in_room, asked_for.id::uuid, at), 0) & 2 <> 0
      ) as users,
      case when may_mention_all(in_room, sender, at) then asked ->> 'all' end as everybody
  ) found
  where users is not null or everybody is not null
$$;

-- The same of each message of a batch: null where it names nobody. `more` has a line for each, of JSON, empty where there is nothing. The
-- rooms are locked here, in the order in which `send_messages` locks them: what comes after sees what was there when they were.
create function name_mentions(rooms uuid[], senders uuid[], more text) returns text[] language plpgsql volatile as $$
begin
  perform 1 from stream where stream.id = any(rooms) order by stream.id for update;
  return array(
    select case when sent.more like '%"mentions":%'
      then mentioned(sent.room, sent.sender, sent.more::json -> 'mentions', clock_timestamp()) end
    from unnest(rooms, senders, string_to_array(more, E'\n')) with ordinality as sent (room, sender, more, ord)
    order by sent.ord
  );
end
$$;

-- The bodies of a batch, each with what it mentions at its end.
create function with_mentions(bodies text, mentions text[]) returns text language sql immutable as $$
  select string_agg(case when said.mentions is null then said.body else left(said.body, -1) || ',"mentions":' || said.mentions || '}' end,
    E'\n' order by said.ord)
  from unnest(string_to_array(bodies, E'\n'), mentions) with ordinality as said (body, mentions, ord)
$$;

-- Notes whom a message mentions since the event at `told`. Who was told of it by then has their row already, which holds again.
create function note_mentions(in_room uuid, of_message bigint, told bigint, author uuid, mentions json) returns void language sql volatile as $$
  insert into mention (room, message, person, seq, by)
  select in_room, of_message, named.id,
    case when named.id = '00000000-0000-0000-0000-000000000000' then told else coalesce(
      (select m.seq from mention m where m.room = in_room and m.message = of_message and m.person = '00000000-0000-0000-0000-000000000000'),
      told) end,
    author
  from (
    select id::uuid from json_array_elements_text(mentions -> 'users') id
    union all
    select '00000000-0000-0000-0000-000000000000' where mentions ->> 'all' is not null
  ) named
  on conflict (room, message, person) do update set holds = true
$$;

-- What a message said before it says no more, whoever edits it: also a process of the release before, whose edits mention nobody.
create function let_go_mentions() returns trigger language plpgsql set search_path from current as $$
begin
  update mention set holds = false where mention.room = new.room and mention.message = new.seq and mention.holds;
  return null;
end
$$;
create trigger edited_insert_with_mentions after insert on message_state for each row
  when (new.edits <> '{}') execute function let_go_mentions();
create trigger edited_update_with_mentions after update of edits on message_state for each row
  when (new.edits <> old.edits) execute function let_go_mentions();

-- A message that is taken back mentions nobody any more, whoever takes it back.
create function forget_mentions() returns trigger language plpgsql set search_path from current as $$
begin
  delete from mention where mention.room = new.stream and mention.message = new.seq;
  return null;
end
$$;
create trigger message_redacted_with_mentions after update of ev on event for each row
  when (old.ev = 'message.sent' and new.ev = 'redacted') execute function forget_mentions();
