-- What somebody keeps for themselves about a room that they are in, as the protocol's `Preference` has it. No row where nothing was
-- set. It goes with the membership, whoever takes that away: also a process of the release before.
create table preference (
  room uuid not null,
  person uuid not null,
  kept json not null,
  primary key (room, person)
) with (fillfactor = 70);

create function forget_preferences() returns trigger language plpgsql set search_path from current as $$
begin
  delete from preference using gone where preference.room = gone.room and preference.person = gone.person;
  return null;
end
$$;
create trigger membership_gone_with_preferences after delete on membership
  referencing old table as gone for each statement execute function forget_preferences();
