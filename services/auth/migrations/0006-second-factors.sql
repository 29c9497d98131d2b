-- What proves who somebody is besides their password: six digits of an app, every thirty seconds others (RFC 6238).
create table totp (
  account uuid primary key references account on delete cascade,
  secret bytea not null,
  started_at timestamptz not null default now(),
  confirmed_at timestamptz, -- null: begun, and asked of nobody
  last_step bigint not null default 0 -- whose code was used last: a code counts once
);
alter table totp enable row level security; -- see account
create policy totp_open on totp using (true);

-- SHA-256 suffices, as of refresh tokens: a code is 80 random bits. One that was used is gone.
create table recovery_code (
  account uuid not null references account on delete cascade,
  hash bytea not null,
  primary key (account, hash)
);
alter table recovery_code enable row level security; -- see account
create policy recovery_code_open on recovery_code using (true);

-- What waits for a second factor: a log-in whose password was right, or one without an account, which a passkey will
-- name, or a passkey that is being made. `hash` is that of the token which goes on with it.
create table pending_login (
  hash bytea primary key,
  account uuid references account on delete cascade,
  device text not null, -- as the session will be called
  known_device uuid, -- see devices.ts
  tries integer not null default 0,
  expires_at timestamptz not null
);
create index pending_login_by_expiry on pending_login (expires_at);
create index pending_login_by_account on pending_login (account);
alter table pending_login enable row level security; -- see account
create policy pending_login_open on pending_login using (true);

-- No session of an account with a second factor begins without it, also not by a process of a release that knows of none:
-- there one is told to try again later, and comes to a process that asks for it.
alter table session add column second_factor boolean not null default false;

create function refuse_half_a_log_in() returns trigger language plpgsql set search_path from current as $$
begin
  if not new.second_factor and exists (
    select from totp where account = new.account and confirmed_at is not null
  ) then
    raise exception 'this account asks for a second factor' using errcode = '53400';
  end if;
  return new;
end $$;
create trigger session_by_second_factor before insert on session
  for each row execute function refuse_half_a_log_in();
