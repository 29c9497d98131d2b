-- By which session a device was subscribed: when that is over, so is the device. Null where a release before this one has done it.
alter table device add column session uuid;
