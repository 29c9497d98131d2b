-- What owners say of their files to those who cannot see or hear them.
alter table file
  add column alt text,
  add column waveform text; -- how loud a recording is, a byte for each of its parts, in base64
