-- Who came in by a name alone: new for as long as that is so.
alter table person add column guest boolean not null default false;
