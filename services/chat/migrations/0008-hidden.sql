-- Whose words somebody does not see.
create table hidden (
  person uuid not null,
  author uuid not null,
  primary key (person, author)
);
