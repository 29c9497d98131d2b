-- Whoever has lived in a space longest gets it where its owner goes: found without reading all who live there.
create index resident_joined on resident (space, joined);
