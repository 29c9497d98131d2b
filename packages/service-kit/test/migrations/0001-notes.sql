-- A table of the service that the kit is tested with.
create table note (
  id int primary key,
  text text not null
);
