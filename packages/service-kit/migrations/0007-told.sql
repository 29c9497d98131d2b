-- Of the rows that tell of something, in the order in which they are read. The others only say that a transaction has written.
create index outbox_told on outbox (xid) where streams <> '{}';
