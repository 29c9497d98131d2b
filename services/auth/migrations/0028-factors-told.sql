-- Of whom the other services were told whether they have a second factor, and what. Who is not here was told of nothing, and has none for them.
-- A process of the release before changes factors and tells nobody: who is told otherwise than is so is found by this, and told.
create table factor_told (
  account uuid primary key references account on delete cascade,
  holds boolean not null
);
