-- What access tokens are signed with. A key is published from its making until the last token it signed has expired.
create table signing_key (
  kid text primary key,
  private_key text not null, -- PKCS 8, PEM
  created_at timestamptz not null default now(),
  longest_token_seconds integer not null -- the longest life of any token signed with it, as configuration may change
);
alter table signing_key enable row level security; -- see account
create policy signing_key_open on signing_key using (true);
