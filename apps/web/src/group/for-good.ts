/** A hundred years, as the protocol has it: who says so keeps messages for good. */
export const forGood = 876_000
