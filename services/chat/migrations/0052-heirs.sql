-- By whom a space is inherited: of a hundred thousand the first one is found at once, while all who write there wait.
create index resident_joined on resident (space, joined, person);
