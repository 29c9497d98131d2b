-- Admins beside owner and members. Looser than before, so that nothing has to be looked through.
alter table membership drop constraint member_role_check;
alter table membership
  add constraint membership_role_check check (role in ('owner', 'admin', 'member')) not valid;

-- Who follows an owner, and who is told who asks to come in.
create index membership_admin on membership (room, joined) where role = 'admin';

-- Groups that were deleted and whose rows go piece by piece, and who is still to be told that they are no longer in one.
create table deleted_room (
  room uuid primary key,
  by uuid not null
);
create table parting (
  room uuid not null,
  person uuid not null,
  primary key (room, person)
);
