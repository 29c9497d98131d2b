/** What was shown before, where what is to be shown now is the same things in the same order: views compare by identity. */
export const kept = <T>(before: readonly T[], now: readonly T[]): readonly T[] =>
  before.length === now.length && now.every((item, place) => item === before[place]) ? before : now
