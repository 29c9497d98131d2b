-- Since when there is an account, and what kind it is: what is new may do less. Null until auth has told it anew, and then nobody is new by it.
alter table person add column since timestamptz, add column guest boolean, add column program boolean;
