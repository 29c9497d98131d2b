/** People are stopped at random moments while they write and read: nothing of theirs comes after that, and nothing to them. */
import { randomInt } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { PermissionName } from '@parley/protocol'
import { expect, test } from 'vitest'
import { guildsOf } from './guild.ts'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

/** How often somebody is stopped, in all. */
const stops = Number(process.env.RUNS ?? 120)

const chat = await useChat()
const { ok, ask, crowd, sql } = chat
const { found, role } = guildsOf(chat)

const [ann, ...writers] = (await crowd(7)) as [Person, ...Person[]]
const guild = await found(ann, ...writers)
const { space, room } = guild
const { code } = await ok(ann, 'invite.create', { space, uses: 0 })
/** Nobody writes or reads but by a role. */
await ok(ann, 'role.change', { space, role: 0, may: [] })
const speaks = await role(ann, guild, ['view', 'send'], ...writers)

interface Way {
  readonly stop: (user: string) => Promise<unknown>
  readonly undo: (person: Person) => Promise<unknown>
  /** Whether they are kept from reading, too. */
  readonly isBlind: boolean
}

const grant = (user: string) => ok(ann, 'role.grant', { space, role: speaks, users: [user] })
const denial = (...deny: PermissionName[]): Pick<Way, 'stop' | 'undo'> => ({
  stop: (user) => ok(ann, 'override.set', { space, in: { room }, of: { user }, allow: [], deny: deny as never[] }),
  undo: ({ user }) => ok(ann, 'override.remove', { space, in: { room }, of: { user } }),
})
const ways: Readonly<Record<string, Way>> = {
  removed: {
    stop: (user) => ok(ann, 'resident.remove', { space, user }),
    undo: async (person) => {
      await ok(person, 'invite.accept', { code })
      await grant(person.user)
    },
    isBlind: true,
  },
  'timed out': {
    stop: (user) => ok(ann, 'resident.time_out', { space, user, in_ms: 3_600_000 }),
    undo: ({ user }) => ok(ann, 'resident.time_out', { space, user, in_ms: 0 }),
    isBlind: false,
  },
  'stripped of a role': {
    stop: (user) => ok(ann, 'role.revoke', { space, role: speaks, users: [user] }),
    undo: ({ user }) => grant(user),
    isBlind: true,
  },
  'kept from writing there': { ...denial('send'), isBlind: false },
  'kept from seeing it': { ...denial('view'), isBlind: true },
}

const lastOf = async ({ user }: Person): Promise<number> =>
  (
    await sql<{ seq: number }>('select coalesce(max(seq), 0)::int as seq from event where stream = $1 and by = $2', [
      room,
      user,
    ])
  )[0]?.seq ?? 0

/** Writes and reads without a pause until it is told to end. */
const busy = (person: Person) => {
  const done = { writes: 0, reads: 0 }
  let isOver = false
  const again = async (what: 'writes' | 'reads', act: () => ReturnType<typeof ask>) => {
    while (!isOver) if ('ok' in (await act())) done[what] += 1
  }
  const write = () => ask(person, 'message.send', { room, id: uuid7(), text: 'said' })
  const read = () => ask(person, 'room.history', { room, limit: 1 })
  const work = [again('writes', write), again('writes', write), again('reads', read)]
  const end = async () => {
    isOver = true
    await Promise.all(work)
  }
  return { done, end }
}

const stopOnce = async (person: Person, { stop, undo, isBlind }: Way): Promise<{ wrote: number; faults: string[] }> => {
  const at = busy(person)
  for (let turns = randomInt(40); turns > 0; turns--) await setImmediate()
  await stop(person.user)
  const last = await lastOf(person)
  const refused = [
    await ask(person, 'message.send', { room, id: uuid7(), text: 'after' }),
    await ask(person, 'room.history', { room, limit: 1 }),
  ].map((answer) => 'error' in answer)
  await at.end()
  const later = await lastOf(person)
  await undo(person)
  return {
    wrote: at.done.writes,
    faults: [
      ...(later > last ? [`wrote ${later} after ${last}`] : []),
      ...(refused[0] ? [] : ['may still write']),
      ...(refused[1] === isBlind ? [] : [isBlind ? 'may still read' : 'may read no longer']),
    ],
  }
}

test.each(Object.entries(ways))(
  'whoever is %s in the middle of writing and reading gets nothing past that',
  async (_, way) => {
    const each = Math.ceil(stops / Object.keys(ways).length / writers.length)
    const told = await Promise.all(
      writers.map(async (writer) => {
        const all = []
        for (let count = 0; count < each; count++) all.push(await stopOnce(writer, way))
        return all
      }),
    )
    expect(told.flat().flatMap(({ faults }) => faults)).toEqual([])
    expect(told.flat().some(({ wrote }) => wrote > 0)).toBe(true)
  },
)
