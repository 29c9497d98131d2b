/** Who may know whether somebody is there. */

/** Those of these people whom the reader may watch. Whoever is not among them looks to the reader like one who was never there. */
export type MayWatch = (reader: string, people: readonly string[]) => Promise<ReadonlySet<string>>

/** Everybody may watch everybody: who does not want to be seen is invisible, and who hides somebody gets nothing of them. */
export const everybody: MayWatch = async (_reader, people) => new Set(people)
