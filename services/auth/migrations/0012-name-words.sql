-- Where the words of each display name begin, as they are searched: folded by the service, and ordered by code point, so that "begins with"
-- is a range of the index.
create table name_word (
  word text collate "C" not null,
  account uuid not null references account on delete cascade,
  primary key (word, account)
);
create index name_word_by_account on name_word (account, word);

-- The name that the words are of. Where it is another than the name, a process of the release before has written that, or none has read it
-- yet: it is read soon.
alter table account add column worded text;
create index account_unworded on account (id) where worded is distinct from name;
