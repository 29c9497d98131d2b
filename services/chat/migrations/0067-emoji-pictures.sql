-- Emoji of spaces have pictures, which are files of whoever gave them, and words by which they are found besides their names.
alter table emoji add column file uuid, add column tags text[] not null default '{}';
