-- Pictures of rooms and spaces: files of whoever has set them.
lock table event in share row exclusive mode;
alter table room add column picture uuid;
alter table space add column icon uuid, add column banner uuid;
