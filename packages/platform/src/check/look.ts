/** One kind of disagreement: how often it is found, and what became of it. */
import type { Check, CheckMeans, Database } from '@parley/service-kit'

export interface Looked {
  readonly name: string
  readonly about: string
  readonly count: number
  /** The first few of them. */
  readonly first: readonly string[]
  readonly mended?: number
}

/** Holds a few of them, however many there are. */
export const lookAt = async (means: CheckMeans, name: string, check: Check, most: number): Promise<Looked> => {
  const first: string[] = []
  let count = 0
  for await (const { what } of check.look(means)) if (++count <= most) first.push(what)
  return { name, about: check.about, count, first }
}

interface Mending extends CheckMeans {
  readonly db: Database
}

interface Mended extends Looked {
  readonly mended: number
  /** Found once more after all were mended. */
  readonly left: number
}

/** Each as it is found, so that nothing has to be kept; then looks once more. */
export const mendAll = async (means: Mending, name: string, check: Check, most: number): Promise<Mended> => {
  const first: string[] = []
  let [count, mended] = [0, 0]
  for await (const found of check.look(means)) {
    if (++count <= most) first.push(found.what)
    if (await check.mend(means.db, found)) mended++
  }
  const { count: left } = count > 0 ? await lookAt(means, name, check, 0) : { count: 0 }
  return { name, about: check.about, count, first, mended, left }
}
