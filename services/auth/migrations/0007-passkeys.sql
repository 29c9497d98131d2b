-- Keys of devices (WebAuthn), by which one logs in without the password, or besides it.
create table passkey (
  id uuid primary key,
  account uuid not null references account on delete cascade,
  credential text not null unique, -- as the device names it: base64url
  public_key bytea not null, -- COSE
  counter bigint not null, -- of signatures, as the device counts them; 0 where it does not
  transports text[] not null,
  name text not null,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index passkey_by_account on passkey (account, created_at, id);

create or replace function refuse_half_a_log_in() returns trigger language plpgsql set search_path from current as $$
begin
  if not new.second_factor and (
    exists (select from totp where account = new.account and confirmed_at is not null)
    or exists (select from passkey where account = new.account)
  ) then
    raise exception 'this account asks for a second factor' using errcode = '53400';
  end if;
  return new;
end $$;
