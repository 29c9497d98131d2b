-- Pictures of people, and what is behind their cards: files of theirs.
alter table profile add column picture uuid, add column banner uuid;
