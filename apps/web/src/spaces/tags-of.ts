/** Words by which something of a bank is found, as one types them. */

/** Characters of a name, as the server has it. */
export const longestName = 32
/** Of eight such words, and what stands between them. */
export const longestTags = 263

export const tagsOf = (typed: string): string[] => [...new Set(typed.split(/[\s,]+/).filter((tag) => tag !== ''))]
