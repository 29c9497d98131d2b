/** What is measured of a space, and of what is beside it. */
import { setTimeout as pause } from 'node:timers/promises'
import type { PermissionName } from '@parley/protocol'
import type pg from 'pg'
import { pssKilobytes } from '../../setup/memory.ts'
import { connectRaw } from '../../setup/raw-client.ts'
import type { Parley, Person } from '../contestants/parley.ts'
import { placesUpTo } from '../contestants/population.ts'
import { newcomersOf, readersOf, type Side, type SpaceSize } from '../contestants/space-sides.ts'
import { giveRole } from '../contestants/spaces.ts'
import { type Crowd, endSeats, openCrowd, type Seat } from '../load/crowd.ts'
import type { watchPostgres } from '../load/postgres-cost.ts'
import { Sender } from '../load/sender.ts'
import { measureSteady } from '../load/steady.ts'
import { partsPer } from '../load/usage.ts'

export interface Sized extends SpaceSize {
  /** Messages in the busy room, and in that of the world. */
  readonly perSecond: number
  readonly worldPerSecond: number
  readonly warmUpMs: number
  readonly ms: number
  /** See postgres-cost.ts; in a short run the figures say nothing. */
  readonly tellMs: number
}

export interface Measuring {
  readonly parley: Parley
  readonly client: pg.Client
  readonly side: Side
  readonly size: Sized
  readonly cost: Awaited<ReturnType<typeof watchPostgres>>
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? Number.NaN

/** Milliseconds for each of these, one after the other. */
const msOf = async <One>(all: readonly One[], run: (one: One) => Promise<unknown>): Promise<number> => {
  const taken: number[] = []
  for (const one of all) {
    const begun = performance.now()
    await run(one)
    taken.push(performance.now() - begun)
  }
  return median(taken)
}

const edgeKilobytes = ({ edges }: Parley) => edges.reduce((sum, { pid }) => sum + pssKilobytes(pid), 0)

/** Of some of those who are connected, each once more. */
const greet = async ({ parley: { url }, side, size }: Measuring) => {
  const bytes: number[] = []
  const asked = side.people.slice(1, 1 + Math.min(size.times, size.connected - 1))
  const ms = await msOf(asked, async ({ token }) => {
    await using client = await connectRaw(url, token, { opened: true })
    if (client.hello.opening) await client.opened('chat')
    bytes.push(client.frames.reduce((sum, frame) => sum + Buffer.byteLength(JSON.stringify(frame)), 0))
  })
  return { 'hello, ms': ms, 'hello, bytes': median(bytes) }
}

const usual: PermissionName[] = ['view', 'send', 'send_in_threads', 'invite']

const allow = ({ parley: { post }, side: { space } }: Measuring, may: PermissionName[]) =>
  post('role.change', { space: space.space, role: 0, may }, space.owner)

/** Until all who are connected and live there have lost the room that they look at; the owner keeps it. */
const loseView = async (measuring: Measuring, { tally }: Crowd): Promise<number> => {
  const { side, size } = measuring
  const begun = performance.now()
  await allow(measuring, ['send'])
  const due = side.inIt - 1
  while (tally.ended < due && performance.now() - begun < 30_000) await pause(1)
  const taken = tally.ended < due ? Number.NaN : performance.now() - begun
  await allow(measuring, usual)
  await pause(Math.min(size.ms, 1_000))
  return taken
}

/** Who is connected: what that costs, and when they feel that everyone may do something else. */
export const measureConnected = async (measuring: Measuring) => {
  const { parley, side, size } = measuring
  const open = parley.open({ people: side.people, rooms: [], looksAt: side.looksAt })
  const before = edgeKilobytes(parley)
  const crowd = await openCrowd(open, placesUpTo(size.connected))
  await pause(size.ms)
  const kilobytes = (edgeKilobytes(parley) - before) / size.connected
  const figures = {
    ...(await greet(measuring)),
    'KB per connection': kilobytes,
    'ms until a role is felt': await loseView(measuring, crowd),
  }
  return { crowd, figures }
}

/** One of its readers sends. `isWorld`: the other busy room. */
const load = async (measuring: Measuring, isWorld: boolean) => {
  const { parley, side, size } = measuring
  const room = side.busy[isWorld ? 1 : 0]
  const open = parley.open({ people: side.people, rooms: [room], looksAt: () => side.follows(room) })
  const crowd = await openCrowd(open, readersOf(size, isWorld))
  const sender = new Sender(crowd, crowd.seats[0] as Seat)
  await measuring.cost(1)
  const copies = crowd.seats.length
  const perSecond = isWorld ? size.worldPerSecond : size.perSecond
  const figures = await measureSteady(parley, crowd, { ...size, perSecond, copies, senders: [sender], rooms: [0] })
  const cost = await measuring.cost(sender.sent)
  const [p99, sends] = [crowd.tally.delivery.at(0.99), figures.deliveries / copies]
  endSeats(crowd.seats)
  return { ...figures, p99, sends, cost, room }
}

const cursorsSql = 'select count(*)::int as rows from chat.cursor where room = $1'

export const measureBusy = async (measuring: Measuring) => {
  const room = await load(measuring, false)
  const world = await load(measuring, true)
  const { rows } = await measuring.client.query<{ rows: number }>(cursorsSql, [room.room])
  const { postgres = 0, chat = 0 } = room.usage.parts
  return {
    settled: [room, world],
    figures: {
      'CPU µs per delivery': room.usage.micros / room.deliveries,
      'CPU µs per send': room.usage.micros / room.sends,
      'of Postgres and chat': (postgres + chat) / room.sends,
      'p99 ms': room.p99,
      'rows per send': room.cost.rows,
      'buffers per send': room.cost.buffers,
      'cursors kept': rows[0]?.rows ?? Number.NaN,
      'world: CPU µs per delivery': world.usage.micros / world.deliveries,
      'world: p99 ms': world.p99,
    },
    note: `CPU µs per delivery: ${partsPer(room.usage, room.deliveries)}; in the world: ${partsPer(world.usage, world.deliveries)}`,
  }
}

/** People come into the space, are timed out and taken out again, and the role of everyone changes. Nobody is connected. */
export const measureChanges = async (measuring: Measuring) => {
  const { parley, side, size, cost } = measuring
  const { space, owner } = side.space
  const { post } = parley
  const { code } = await post('invite.create', { space, uses: 0, expires_in_ms: 0 }, owner)
  const people = newcomersOf(side, size)
  const each = (run: (person: Person) => Promise<unknown>) => msOf(people, run)
  await cost(1)
  const join = await each((person) => post('invite.accept', { code }, person))
  const joinCost = await cost(people.length)
  const timeOut = await each(({ user }) => post('resident.time_out', { space, user, in_ms: 60_000 }, owner))
  const timeOutCost = await cost(people.length)
  const kick = await each(({ user }) => post('resident.remove', { space, user }, owner))
  const kickCost = await cost(people.length)
  const role = await msOf(placesUpTo(size.times), (place) => allow(measuring, place % 2 ? usual : ['view', 'send']))
  const roleCost = await cost(size.times)
  return {
    'ms to join': join,
    'buffers to join': joinCost.buffers,
    'ms to time out': timeOut,
    'buffers to time out': timeOutCost.buffers,
    'ms to kick': kick,
    'buffers to kick': kickCost.buffers,
    'ms to change a role': role,
    'buffers to change a role': roleCost.buffers,
  }
}

const atSql = `
  select person || shown as after from chat.resident where space = $1 order by shown, person offset $2 limit 1`
const limit = 5

/** Pages of those who live there: the first one, one far behind, and the first one of a role that every tenth has. */
export const measureLists = async (measuring: Measuring) => {
  const { parley, client, side, size, cost } = measuring
  const { space, owner } = side.space
  const role = await giveRole(parley, client, side.space, Math.ceil(side.residents / 10))
  await client.query('vacuum analyze chat.resident')
  const offset = Math.floor(0.9 * (side.residents - limit))
  const { rows } = await client.query<{ after: string }>(atSql, [space, offset])
  const pages = { first: {}, deep: { after: rows[0]?.after as string }, 'by role': { role } }
  const figures: Record<string, number> = {}
  for (const [what, page] of Object.entries(pages)) {
    await cost(1)
    const ms = await msOf(placesUpTo(size.times), () => parley.post('resident.list', { space, limit, ...page }, owner))
    figures[`list, ${what}: ms`] = ms
    figures[`list, ${what}: buffers`] = (await cost(size.times)).buffers
  }
  return figures
}
