/** What is told of threads, beside what stands in them. */
import { mostPosters, type Output } from '@parley/protocol'
import type { Standing, Stored } from '../history/history.ts'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import type { Thread } from './records.ts'
import { hiddenBy } from './said.ts'
import { roomOf } from './scene.ts'

type ThreadState = Pick<Output<'thread.get'>, 'replies' | 'last' | 'users' | 'head'>

const tell = ({
  replies,
  last,
  users,
  head,
}: Omit<ThreadState, 'last'> & { readonly last?: { seq: number } | undefined }) =>
  `${replies} replies up to ${head}, the last one ${last?.seq ?? 'nowhere'}, by ${users.join(' and ')}`

/** So many of those who took part are kept, hidden or not. */
const mostKept = 8

/** As somebody is to be told who hides these. */
const tellStored = (own: readonly Stored[], hidden: ReadonlySet<string>): string => {
  const replies = own.filter(({ id, edits, isRedacted }) => id !== undefined && edits === undefined && !isRedacted)
  const people = [...new Set(replies.toReversed().map(({ by = '' }) => by))].slice(0, mostKept)
  const users = people.filter((by) => !hidden.has(by)).slice(0, mostPosters)
  return tell({ replies: replies.length, head: own.at(-1)?.seq ?? 0, last: replies.at(-1), users })
}

/** At the message that it hangs on, where that is held. */
const stateAt = async ({ room, within, root }: Thread, { ask }: Person): Promise<ThreadState | undefined> => {
  const page = await persist(() => ask('room.history', { room: roomOf(within), after: root - 1, limit: 1 }))
  const { thread } = page?.states?.find(({ seq }) => seq === root) ?? {}
  // A private one may hang on the same message as a public one.
  return thread?.room === room ? thread : undefined
}

const mistold = async (thread: Thread, person: Person, right: string): Promise<string[]> => {
  const told = [await persist(() => person.ask('thread.get', { room: thread.room })), await stateAt(thread, person)]
  return told
    .filter((state) => state !== undefined)
    .map(tell)
    .filter((state) => state !== right)
    .map((state) => `${person.name} is told of ${thread.on}: ${state}; where there are ${right}`)
}

interface Settled {
  readonly person: Person
  readonly asides: readonly Standing[]
}

/** Whoever may not look at it is told nothing of it. */
const leaked = async ({ room, on, within }: Thread, { name, ask }: Person): Promise<string[]> => {
  const got = await persist(() => ask('thread.get', { room }))
  const list = await persist(() => ask('thread.list', { room: roomOf(within), limit: 100 }))
  return got || list?.threads.some((thread) => thread.room === room)
    ? [`${name} is told of ${on}, and may not look at it`]
    : []
}

export const mistoldThreads = async (
  stored: readonly Stored[],
  threads: readonly Thread[],
  settled: readonly Settled[],
): Promise<string[]> => {
  const own = Map.groupBy(stored, ({ on }) => on)
  const all = settled.flatMap(({ person, asides }) => {
    const hidden = hiddenBy(stored, person.user)
    const seen = new Set(asides.map(({ on }) => on))
    return threads.map((thread) => {
      const events = own.get(thread.on)
      if (!events) return Promise.resolve([])
      return seen.has(thread.on) ? mistold(thread, person, tellStored(events, hidden)) : leaked(thread, person)
    })
  })
  return (await Promise.all(all)).flat()
}
