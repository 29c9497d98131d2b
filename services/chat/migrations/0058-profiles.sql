-- Which profile of somebody is the latest, as auth told it; null where it never did.
alter table person add column profile integer;
