-- The messages of a room that have files are found without reading the others. No other question says all of this, so none takes this
-- index for its own.
create index event_files on event (stream, seq) where ev = 'message.sent' and body -> 'files' is not null;
