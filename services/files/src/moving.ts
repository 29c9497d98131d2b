/** Files into the store in which they are kept now, out of the other one, while everybody goes on: what `parley move-files` does. */
import type { Database, Transaction } from '@parley/service-kit'
import { listElsewhere, type Moving, mayRemove, placedIn, settleIn } from './store/contents.ts'
import type { Kept } from './stores/kept.ts'

interface Means {
  readonly db: Database
  readonly kept: Kept
}

export interface Moved {
  readonly files: number
  readonly bytes: number
  /** Those whose bytes are not where the tables say, or did not come whole. */
  readonly failed: readonly string[]
}

const atOnce = 100

/** What is removed from the one store is for good in the other; a backup may be about to read it in the first. */
const settle = async (tx: Transaction, kept: Kept, { name, place }: Moving): Promise<void> => {
  if (!(await mayRemove(tx)))
    throw new Error('a backup is being taken, which reads files where they are: move them later')
  if (await settleIn(tx, name, kept.into)) return await kept.at(place).remove([name])
  // It has gone meanwhile, unless somebody else has moved it.
  if ((await placedIn(tx, [name], kept.into)).length === 0) await kept.at(kept.into).remove([name])
}

/** False where it cannot be. */
const moveOne = async ({ db, kept }: Means, moving: Moving): Promise<boolean> => {
  const { name, place, size } = moving
  const to = kept.at(kept.into)
  const bytes = await kept.at(place).read(name)
  if (!bytes) return false
  await to.put(name, bytes)
  if ((await to.size(name)) !== size) return false
  await db.transaction((tx) => settle(tx, kept, moving))
  return true
}

/** Of a move that was ended in its midst, what is in both stores. */
const removeCopies = async ({ db, kept }: Means): Promise<void> => {
  for (const place of kept.places.filter((one) => one !== kept.into))
    for await (const name of kept.at(place).list()) await kept.at(place).remove(await placedIn(db, [name], kept.into))
}

/** `tell` is told every hundredth time how far it is. */
export const moveFiles = async (means: Means, tell: (files: number) => void = () => {}): Promise<Moved> => {
  let [files, bytes] = [0, 0]
  const failed: string[] = []
  for (let last = ''; ; ) {
    const page = await listElsewhere(means.db, means.kept.into, last, atOnce)
    for (const moving of page) {
      if (!(await moveOne(means, moving))) failed.push(moving.name)
      else [files, bytes] = [files + 1, bytes + moving.size]
    }
    last = page.at(-1)?.name ?? ''
    if (page.length < atOnce) break
    tell(files)
  }
  await removeCopies(means)
  return { files, bytes, failed }
}
