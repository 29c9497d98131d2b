-- What a scanner for viruses has yet to look at: nobody sees it until then. And what was taken away because it found something.
alter table content add column waits timestamptz; -- since when; null where it was looked at, or nobody had to
create index content_waits on content (waits) where waits is not null;

create table infected (
  file uuid primary key,
  owner uuid not null,
  found timestamptz not null default now()
);
create index infected_found on infected (found);
