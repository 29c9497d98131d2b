-- The picture of somebody, as auth told it; null where there is none.
alter table person add column picture uuid;
