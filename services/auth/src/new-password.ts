import { randomBytes } from 'node:crypto'

const wordBytes = 3

/** 96 random bits, in groups that can be read aloud. */
export const newPassword = (): string =>
  Array.from({ length: 4 }, () => randomBytes(wordBytes).toString('hex')).join('-')
