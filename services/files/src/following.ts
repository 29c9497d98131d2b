/**
 * What messages no longer refer to goes, and what is nobody's picture any more. When something was taken back in a room, chat is asked of the files that stand in it whether
 * their messages have them still: so it does not matter how a message went, nor whether this is heard once or twice.
 */
import type { Owner } from '@parley/protocol'
import {
  askOwner,
  type Bus,
  beforeIds,
  type ConfigTable,
  type Database,
  type Kit,
  type Told,
} from '@parley/service-kit'
import { identityOwner, portraitKeys, roomsOwner } from '@parley/wire'
import { removeUnreferred } from './store/files.ts'
import {
  deleteReferences,
  listDoubted,
  listInRooms,
  markDoubted,
  markSent,
  type Reference,
} from './store/references.ts'

const kinds = [
  'schedule.ended',
  'message.deleted',
  'history.trimmed',
  'room.deleted',
  'room.removed',
  'space.deleted',
] as const
type Ev = Told<(typeof kinds)[number]>

/** References asked for at once. */
const atOnce = 500
/** A message that chat does not know may be on its way; no send takes longer. */
export const sendingSeconds = 600

const roomOf = ({ on, ev, is }: Ev): string =>
  ev === 'room.removed' || ev === 'schedule.ended' ? is.room : (on.split('/')[2] ?? '')

interface Answered {
  readonly there: Reference[]
  /** Taken back. */
  readonly gone: Reference[]
  /** Not known to chat: not sent, not yet, or long gone. */
  readonly unknown: Reference[]
}

const keys: readonly string[] = Object.values(portraitKeys)
/** Whether it is one of somebody to their picture, which chat knows nothing of. */
const isPortrait = ({ message }: Reference): boolean => keys.includes(message)

const ask = async (bus: Bus, references: readonly Reference[]): Promise<Answered> => {
  const [portraits, others] = [references.filter(isPortrait), references.filter((one) => !isPortrait(one))]
  const kept = new Map<Reference, boolean | null | undefined>()
  const askOf = async (of: readonly Reference[], owner: Owner, question: 'kept' | 'wears') => {
    const answers = of.length > 0 ? await askOwner(bus, owner, question, of) : []
    for (const [place, reference] of of.entries()) kept.set(reference, answers[place])
  }
  await Promise.all([askOf(portraits, identityOwner, 'wears'), askOf(others, roomsOwner, 'kept')])
  const those = (answer: boolean | null) => references.filter((one) => (kept.get(one) ?? null) === answer)
  return { there: those(true), gone: those(false), unknown: those(null) }
}

/** How many files went. */
const settle = async (db: Database, { there, gone, unknown }: Answered): Promise<number> =>
  db.transaction(async (tx) => {
    if (there.length > 0) await markSent(tx, there)
    if (unknown.length > 0) await markDoubted(tx, unknown)
    const files = [...(await deleteReferences(tx, gone, 0)), ...(await deleteReferences(tx, unknown, sendingSeconds))]
    return files.length > 0 ? removeUnreferred(tx, [...new Set(files)]) : 0
  })

const before: Reference = { room: beforeIds, message: beforeIds, file: beforeIds }

const lookAtRooms = async (
  { db, bus }: Pick<Kit<ConfigTable>, 'db' | 'bus'>,
  rooms: readonly string[],
): Promise<void> => {
  for (let after = before; ; ) {
    const references = await listInRooms(db, rooms, after, atOnce)
    await settle(db, await ask(bus, references))
    if (references.length < atOnce) return
    after = references.at(-1) as Reference
  }
}

export const followMessages = ({ project, db, bus }: Pick<Kit<ConfigTable>, 'project' | 'db' | 'bus'>) =>
  project({
    owner: 'chat',
    name: 'messages',
    version: 2,
    kinds,
    // What is found is settled at once, and found again where this is: nothing is left to do with the events themselves.
    ask: (events: readonly Ev[]) => lookAtRooms({ db, bus }, [...new Set(events.map(roomOf))]),
    apply: async () => {},
  })

const pictureKinds = [
  'room.changed',
  'space.changed',
  'emoji.named',
  'emoji.removed',
  'sticker.named',
  'sticker.removed',
] as const

/** What a room or space had before it has another picture, or has it in its bank no longer. */
export const followPictures = async ({ project, db, bus }: Pick<Kit<ConfigTable>, 'project' | 'db' | 'bus'>) =>
  project({
    owner: 'chat',
    name: 'pictures',
    version: 2,
    kinds: pictureKinds,
    ask: (events) =>
      lookAtRooms({ db, bus }, [...new Set(events.filter(hasPicture).map(({ on }) => on.split('/')[2] ?? ''))]),
    apply: async () => {},
  })

/** What somebody looked like before they have another picture. */
export const followPortraits = async ({ project, db, bus }: Pick<Kit<ConfigTable>, 'project' | 'db' | 'bus'>) =>
  project({
    owner: 'auth',
    name: 'portraits',
    version: 1,
    kinds: ['account.changed'],
    ask: (events) => lookAtRooms({ db, bus }, [...new Set(events.map(({ is }) => is.user))]),
    apply: async () => {},
  })

const hasPicture = ({ ev, is }: Told<(typeof pictureKinds)[number]>): boolean =>
  ev === 'emoji.removed' || ev === 'sticker.removed' || ['picture', 'icon', 'banner', 'file'].some((name) => name in is)

/** Some of those that were not looked at for longest. How many files went. */
export const lookAtDoubted = async (
  { db, bus }: Pick<Kit<ConfigTable>, 'db' | 'bus'>,
  seconds = sendingSeconds,
): Promise<number> => settle(db, await ask(bus, await listDoubted(db, seconds, atOnce)))
