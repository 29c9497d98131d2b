/** Files into the store in which they are kept now, out of the other one, while everybody goes on: what `parley move-files` does. */
import type { Database, Transaction } from '@parley/service-kit'
import { listElsewhere, type Moving, mayRemove, placedIn, settleIn } from './store/contents.ts'
import type { Kept, Place } from './stores/kept.ts'

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

/** A backup may be about to read what is removed, where the tables said that it lies when it began. */
const whileNoneIsTaken = (db: Database, work: (tx: Transaction) => Promise<boolean>): Promise<boolean> =>
  db.transaction(async (tx) => {
    if (await mayRemove(tx)) return await work(tx)
    throw new Error('a backup is being taken, which reads files where they are: move them later')
  })

const removeFrom = ({ db, kept }: Means, place: Place, names: readonly string[]): Promise<boolean> =>
  whileNoneIsTaken(db, async () => {
    await kept.at(place).remove(names)
    return true
  })

const settle = async (means: Means, { name, place }: Moving): Promise<void> => {
  const { db, kept } = means
  const isSettled = await whileNoneIsTaken(db, async (tx) => {
    if (await settleIn(tx, name, kept.into)) return true
    // It has gone meanwhile, unless somebody else has moved it.
    if ((await placedIn(tx, [name], kept.into)).length === 0) await kept.at(kept.into).remove([name])
    return false
  })
  // Not before all see that it lies elsewhere: who does not find it looks there.
  if (isSettled) await removeFrom(means, place, [name])
}

/** False where it cannot be. */
const moveOne = async (means: Means, moving: Moving): Promise<boolean> => {
  const { kept } = means
  const { name, place, size } = moving
  const to = kept.at(kept.into)
  const bytes = await kept.at(place).read(name)
  if (!bytes) return false
  await to.put(name, bytes)
  if ((await to.size(name)) !== size) return false
  await settle(means, moving)
  return true
}

/** Of a move that was ended in its midst, what is in both stores. */
const removeCopies = async (means: Means): Promise<void> => {
  const { db, kept } = means
  for (const place of kept.places.filter((one) => one !== kept.into))
    for await (const name of kept.at(place).list()) {
      const moved = await placedIn(db, [name], kept.into)
      if (moved.length > 0) await removeFrom(means, place, moved)
    }
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
