-- The chat room of a party that has one, which chat makes: a group of this id.
alter table party add column room uuid;
create index party_ended_alone on party (ended) where ended is not null and room is null;
