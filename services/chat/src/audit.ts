/** Keeping who has done what in a space: written by the transaction that does it, and told to who may see it. */
import { fail, type Output } from '@parley/protocol'
import type { Database, Job, LockedStream, Transaction } from '@parley/service-kit'
import { type EntryPlace, type EntryRow, insertEntries, type NewEntry, pruneEntries } from './store/audit.ts'
import { pruneLately } from './store/filters.ts'
import { parentOf } from './store/threads.ts'
import { isThread } from './thread-id.ts'

type Done = Omit<NewEntry, 'space' | 'by'>

/** `by` is null where the server did it. */
export const noteAct = (
  tx: Transaction,
  { id: space }: { readonly id: string },
  by: string | null,
  done: Done,
): Promise<void> => insertEntries(tx, { ...done, space, by })

/** Of what is done in a room, or a thread of one, that a space rules; of others nothing is kept. */
export const noteActIn = async (
  tx: Transaction,
  { id, ruler }: LockedStream<'chat/room'>,
  by: string | null,
  done: Omit<Done, 'room' | 'thread'>,
): Promise<void> => {
  if (!ruler) return
  const where = isThread(id) ? { room: await parentOf(tx, id), thread: id } : { room: id }
  await insertEntries(tx, { ...done, ...where, space: ruler, by })
}

type Values = Readonly<Record<string, unknown>>

/** Of what is changed, as it was before and as it is then. */
export const changeOf = (now: object, changed: object): { before: Values; after: Values } => ({
  before: Object.fromEntries(Object.keys(changed).map((name) => [name, (now as Values)[name]])),
  after: { ...changed },
})

type Entry = Output<'audit.list'>['entries'][number]

const given = <Value>(value: Value | null): value is Value => value !== null

export const toEntry = ({ id: entry, at, did, person, change, ...row }: EntryRow): Entry => ({
  entry,
  at,
  did,
  ...(given(person) ? { user: person } : {}),
  ...Object.fromEntries(Object.entries(row).filter(([, value]) => given(value))),
  ...change,
})

export const nextAfter = ([at, id]: EntryPlace): string => `${at}.${id}`

const written = /^(\d{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** As it was given as `next` of a page. */
export const placeAt = (next: string): EntryPlace => {
  const [, at, id] = written.exec(next) ?? fail('BAD_INPUT', { at: '/after', why: 'must be the `next` of a page' })
  return [Number(at), id as string]
}

const rowsAtOnce = 1_000

export const pruneAudit = (db: Database, days: number): Job<'entries' | 'turns'> => ({
  name: 'prune-audit',
  everySeconds: 3_600,
  counts: ['entries', 'turns'],
  run: async () => {
    let [entries, turns] = [0, 0]
    for (let gone = 1; gone > 0; entries += gone) gone = await pruneEntries(db, days, rowsAtOnce)
    for (let gone = 1; gone > 0; turns += gone) gone = await pruneLately(db, rowsAtOnce)
    return { entries, turns }
  },
})
