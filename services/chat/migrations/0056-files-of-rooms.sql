-- The messages of a room that have files are found without reading the others. No other question says all of this, so none takes this
-- index for its own. The text is looked at as it is written, which is cheap, and does not fail as reading it as JSON does where there is half of
-- a character in it; quotes within a text are escaped there.
create index event_files on event (stream, seq) where ev = 'message.sent' and body::text like '%"files":[%';
