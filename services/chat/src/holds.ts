/** An operator holds a room, a space or what a person says: what is taken back or removed of it from then on is kept for them. */
import { createHash } from 'node:crypto'
import { beforeIds, type Database, type Queryable } from '@parley/service-kit'
import { deleteHold, type Held, isKnown, listStreams, putHold, readHeld, unseal } from './store/holds.ts'

export { type Held, type HoldKind, type HoldRow, holdKinds, listHolds } from './store/holds.ts'

export type Holding = 'held' | 'held already' | 'unknown'

export const hold = async (db: Queryable, held: Held, reason: string): Promise<Holding> => {
  if (!(await isKnown(db, held))) return 'unknown'
  return (await putHold(db, held, reason)) ? 'held' : 'held already'
}

/** How much of what was kept goes with it; undefined where it was not held. */
export const lift = (db: Database, held: Held): Promise<number | undefined> =>
  db.transaction(async (tx) => ((await deleteHold(tx, held)) ? unseal(tx, held) : undefined))

const streamsAtOnce = 500
const eventsAtOnce = 1_000

async function* streams(db: Queryable, held: Held): AsyncGenerator<string> {
  for (let after = beforeIds; ; ) {
    const page = await listStreams(db, held, after, streamsAtOnce)
    yield* page
    if (page.length < streamsAtOnce) return
    after = page.at(-1) as string
  }
}

/**
 * Lines of JSON: `{"event":…}` for each message and edit there is and each that is sealed (`sealed` says since when, in milliseconds since
 * 1970, as all times), by stream and position, and `{"end":{"lines","sha256"}}` over all before it. All statements of `db` have to see the same moment.
 */
export async function* exportHeld(db: Queryable, held: Held): AsyncGenerator<string> {
  const digest = createHash('sha256')
  const by = held.kind === 'person' ? held.subject : null
  let lines = 0
  for await (const stream of streams(db, held))
    for (let after = 0, isMore = true; isMore; ) {
      const events = await readHeld(db, stream, after, by, eventsAtOnce)
      for (const event of events) {
        const line = `${JSON.stringify({ event })}\n`
        lines++
        digest.update(line)
        yield line
      }
      after = events.at(-1)?.seq ?? after
      isMore = events.length === eventsAtOnce
    }
  yield `${JSON.stringify({ end: { lines, sha256: digest.digest('hex') } })}\n`
}
