-- In which store the bytes of each name lie: a deployment may have moved from one to another, and files are moved while all goes on.
alter table stored add column place text not null default 'folder' check (place in ('folder', 's3'));
