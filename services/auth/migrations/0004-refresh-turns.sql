-- Which token began the newest generation of a session: it alone may ask for another one of that generation, and only
-- until a token of that generation is used. Where a release that does not know these columns began the generation,
-- `opened_generation` is behind it, and nobody knows which token it was.
alter table session add column opener bytea;
alter table session add column opened_generation integer;
-- Row security keeps the hash out of error messages; see account.
alter table session enable row level security;
create policy session_open on session using (true);

-- When a token was handed out, and whether another one took its place before it was used.
alter table refresh_token add column issued_at timestamptz not null default now();
alter table refresh_token add column replaced boolean not null default false;
