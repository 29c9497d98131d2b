-- Who was asked into a group that is deleted is told on their own stream, as its members are: the events of the group go with it, before
-- everybody has read them.
alter table parting add column invited boolean not null default false;
