/** A room in which some are told things by others: each of them once, in the order in which they were said. */
import { uuid7 } from '@parley/client'
import { asEvent, type EventBody, type Output } from '@parley/protocol'
import { eventually } from '../../setup/eventually.ts'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import type { Doing, Scene } from './scene.ts'

/** Those who call the others never are called: who says something has read what was said before. */
const callers = 2
const patienceMs = 30_000

/** Nobody comes into it or leaves it, and nothing that is said there is taken back or edited. */
export const beginBoard = async ({ people, records }: Scene): Promise<void> => {
  const [owner, ...others] = people as [Person, ...Person[]]
  const members = others.map(({ user }) => user)
  const asked = { kind: 'group', key: uuid7(), name: 'Board', members } as const
  const made = await persist(() => owner.ask('room.create', asked))
  if (made) records.board = { room: made.room, on: `chat/room/${made.room}` }
}

/** One or more of them, often by way of two gateways: it is one message. */
export const mention: Doing = async (_, { chance, people, records }) => {
  const { board } = records
  const who = chance.one(people.slice(0, callers))
  const called = people.slice(callers).filter(() => chance.happens(0.4))
  if (!board || called.length === 0) return
  const text = records.newText(`${who.name}'s call of ${called.map(({ user }) => `<@${user}>`).join(' ')}`)
  const asked = { room: board.room, id: uuid7(), text }
  const send = () => persist(() => who.ask('message.send', asked))
  const [sent] = await Promise.all([send(), ...(chance.happens(0.3) ? [send()] : [])])
  if (sent) records.calls.set(sent.seq, text)
}

interface Call {
  readonly seq: number
  readonly by: string
  readonly users: readonly string[]
}

const mostEvents = 200

/** Their own: others may be hidden from them. */
const readCalls = async (room: string, { user, ask }: Person): Promise<Map<Call, string>> => {
  const calls = new Map<Call, string>()
  for (let after = 0, more = true; more; ) {
    const page = await ask('room.history', { room, after, limit: mostEvents })
    for (const { seq, ev, by = '', is } of page.events.map(asEvent)) {
      after = seq
      if (ev !== 'message.sent' || by !== user) continue
      const { text, mentions } = is as EventBody<'message.sent'>
      calls.set({ seq, by, users: mentions?.users ?? [] }, text)
    }
    more = page.more
  }
  return calls
}

/** The messages that somebody was told of, in the order in which they were. */
const readTold = async (room: string, { ask }: Person): Promise<number[]> => {
  const told: number[] = []
  for (let before: number | undefined = undefined, more = true; more; ) {
    const page: Output<'inbox.list'> = await ask('inbox.list', {
      ...{ room, kind: 'mention', limit: mostEvents },
      ...(before === undefined ? {} : { before }),
    })
    told.push(...page.notifications.map(({ message = 0 }) => message))
    before = page.next
    more = page.next !== undefined
  }
  return told.reverse()
}

/** Of whom somebody has hidden at some time nothing is expected. */
const mistoldTo = async (person: Person, calls: readonly Call[], { records, keeps }: Scene, room: string) => {
  const isSure = ({ by }: Call) => !records.hasHidden(person.user, by)
  const own = calls.filter(({ users }) => users.includes(person.user))
  const sure = new Set(own.filter(isSure).map(({ seq }) => seq))
  const unsure = new Set(own.filter((call) => !isSure(call)).map(({ seq }) => seq))
  const read = async () => (await persist(() => readTold(room, person))) ?? []
  const isAll = async () => {
    const told = new Set(await read())
    return [...sure].every((seq) => told.has(seq))
  }
  await eventually('they are told of all', isAll, patienceMs).catch(() => {})
  const told = await read()
  const missing = [...sure].filter((seq) => !told.includes(seq))
  const strange = told.filter((seq) => !sure.has(seq) && !unsure.has(seq))
  // Where commits are lost everything is told again: also what was hidden when it was said, and no longer is.
  const ordered = keeps ? told : told.filter((seq) => sure.has(seq))
  const isInOrder = ordered.every((seq, place) => place === 0 || seq > (ordered[place - 1] ?? 0))
  return [
    ...(missing.length > 0 ? [`${person.name} is never told of the calls at ${missing}`] : []),
    ...(strange.length > 0 ? [`${person.name} is told of ${strange}, where nobody calls them`] : []),
    ...(isInOrder ? [] : [`${person.name} is told of calls out of order, or twice: ${told}`]),
  ]
}

export const mistoldMentions = async (scene: Scene): Promise<string[]> => {
  const { people, records, keeps } = scene
  const { board } = records
  if (!board) return []
  const read = people.slice(0, callers).map((who) => persist(() => readCalls(board.room, who)))
  const calls = new Map((await Promise.all(read)).flatMap((own) => [...(own ?? [])]))
  const held = new Set(calls.values())
  const lost = keeps ? [...records.calls.values()].filter((text) => !held.has(text)) : []
  const told = await Promise.all(
    people.slice(callers).map((person) => mistoldTo(person, [...calls.keys()], scene, board.room)),
  )
  return [...lost.map((text) => `${text} was acknowledged, and is nowhere`), ...told.flat()]
}
