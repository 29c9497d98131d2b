/**
 * What is, told as events, for who begins to follow: history may be no longer held, or far longer than what it came to. A
 * service offers snapshots of its own; of all other kinds a newcomer reads the events that are held.
 */
import type { EventBody, EventName, Owner } from '@parley/protocol'
import { events } from '@parley/protocol'
import type { OutboxPage, OutboxPosition, SnapshotQuestion } from '@parley/wire'
import type { Bus } from './bus.ts'
import type { Database, InEpoch, Queryable } from './database.ts'
import { itemBytes, mostAtOnce, takeFitting } from './fitting.ts'
import { beforeAll, canContinue, inEpoch, type Stand, servedBy, standOf } from './outbox.ts'
import { answerQuestion } from './questions.ts'
import { streamName } from './transaction.ts'

/** As if all that has happened had happened at once: an event of what is now, at the head of its stream. */
export interface Summary<E extends EventName = EventName> extends InEpoch {
  /** Where a reader goes on after this one. Each has another, and they come in an order of the owner's. */
  readonly place: string
  /** The id of the stream. */
  readonly stream: string
  /** Its head. */
  readonly seq: number
  readonly ev: E
  readonly by: string | null
  /** Milliseconds since 1970. */
  readonly at: number
  readonly is: EventBody<E>
}

export interface Snapshot<E extends EventName = EventName> {
  /** Whoever has read it knows all that events of these kinds have told until now. */
  readonly kinds: readonly E[]
  /** At most so many after a place; from the first where that is null. One statement, so that state and head are of one moment. */
  readonly read: (db: Queryable, after: string | null, limit: number) => Promise<Summary<E>[]>
}

/** Of a service, by a name of its own. */
// biome-ignore lint/suspicious/noExplicitAny: of whatever kinds; each is checked where it is made
export type Snapshots = Readonly<Record<string, Snapshot<any>>>

const toFrame = ({ stream, seq, ev, by, at, is }: Summary) => ({
  on: streamName(events[ev].stream, stream),
  seq,
  ev,
  ...(by ? { by } : {}),
  at,
  is: is as Record<string, unknown>,
})

const aroundBytes = 300
const bytesOf = ({ is }: Summary) => Buffer.byteLength(JSON.stringify(is)) + aroundBytes

/** What comes behind the snapshot of this name, or first: the next that tells of these kinds, in the order of their names. */
const stepBehind = (
  snapshots: Snapshots,
  kinds: readonly string[],
  of?: string,
): Pick<OutboxPosition, 'snapshot' | 'scan'> => {
  const telling = Object.entries(snapshots).filter(([, { kinds: told }]) => told.some((kind) => kinds.includes(kind)))
  const names = telling.map(([name]) => name).sort()
  const next = names.find((name) => of === undefined || name > of)
  if (next !== undefined) return { snapshot: { of: next, after: null } }
  const told = new Set<string>(telling.flatMap(([, snapshot]) => snapshot.kinds))
  return kinds.every((kind) => told.has(kind)) ? {} : { scan: beforeAll }
}

const begin = ({ epoch, horizon }: Stand, step: Pick<OutboxPosition, 'snapshot' | 'scan'>): OutboxPosition => ({
  epoch,
  xid: horizon,
  ...step,
})

/**
 * The next page; the first one where there is no position, or none that can be continued. Behind the last: the events held, where
 * some kind is in no snapshot, and then what was committed since this began.
 */
export const readSnapshot = async (
  db: Database,
  snapshots: Snapshots,
  { after, limit, kinds }: SnapshotQuestion,
  mostBytes = mostAtOnce,
): Promise<OutboxPage> => {
  const stand = await standOf(db)
  const goesOn = after?.snapshot && after.snapshot.of in snapshots && canContinue(stand, after)
  const { epoch, xid, scan, snapshot } = goesOn ? after : begin(stand, stepBehind(snapshots, kinds))
  if (!snapshot) return { events: [], next: { epoch, xid, ...(scan ? { scan } : {}) }, more: true }
  const found = (await snapshots[snapshot.of]?.read(db, snapshot.after, limit)) ?? []
  inEpoch(db, { epoch, xid }, found)
  const rows = takeFitting(found, bytesOf, mostBytes)
  const place = rows.at(-1)?.place
  const step =
    place === undefined ? stepBehind(snapshots, kinds, snapshot.of) : { snapshot: { of: snapshot.of, after: place } }
  return { events: rows.map(toFrame), next: { epoch, xid, ...step }, more: true, ...servedBy(stand) }
}

export const answerSnapshot = (bus: Bus, service: Owner, db: Database, snapshots: Snapshots): Disposable =>
  answerQuestion(bus, service, 'snapshot', (question) => readSnapshot(db, snapshots, question, itemBytes(bus)))
