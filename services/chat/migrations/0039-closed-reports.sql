-- What an operator has done about what was reported, and why. Null where it is open, or was closed by hand.
alter table report
  add column outcome text check (outcome in ('acted', 'unfounded', 'duplicate')),
  add column reason text;
create index report_closed on report (at, id) where closed is not null;
