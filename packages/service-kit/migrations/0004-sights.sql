-- For whom an event is, where it is not for all who follow its stream; its author is `by`.
alter table event add column audience text;
