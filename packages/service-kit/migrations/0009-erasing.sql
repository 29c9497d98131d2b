-- Whose account is closed, and how far what this service had of them is gone. The row stays: nothing is to bring them back.
create table erasing (
  person uuid primary key,
  step text, -- what is going just now; null before the first
  after text, -- where that goes on
  counts jsonb not null default '{}', -- how much of each has gone
  done boolean not null default false
);
