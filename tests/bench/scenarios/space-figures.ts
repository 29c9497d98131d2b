/** What is measured of a space, and of what is beside it. */
import { setTimeout as pause } from 'node:timers/promises'
import { uuid7 } from '@parley/client'
import type { PermissionName } from '@parley/protocol'
import { sessionSettings } from '@parley/service-kit/testing'
import pg from 'pg'
import { pssKilobytes } from '../../setup/memory.ts'
import { connectRaw } from '../../setup/raw-client.ts'
import type { Parley } from '../contestants/parley.ts'
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
  const copies = crowd.seats.length
  const perSecond = isWorld ? size.worldPerSecond : size.perSecond
  const figures = await measureSteady(parley, crowd, { ...size, perSecond, copies, senders: [sender], rooms: [0] })
  const [p99, sends] = [crowd.tally.delivery.at(0.99), figures.deliveries / copies]
  endSeats(crowd.seats)
  return { ...figures, p99, sends, room }
}

const sendSql = `
  explain (analyze, buffers, wal, format json) select outcome from post_messages(hold_rights($1), $2, $3, $4)`

interface Explained {
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly 'WAL Records': number
}

/** Of one message by itself, as the service writes it. It is not kept, and of a few the last one counts. */
const sendCost = async ({ parley: { postgres }, side, size }: Measuring) => {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  try {
    for (const setting of Object.entries(sessionSettings('chat')))
      await client.query('select set_config($1, $2, false)', setting)
    const sender = side.people[size.connected]?.user
    let plan: Explained | undefined
    for (let times = 0; times < 3; times++) {
      await client.query('begin')
      const { rows } = await client.query(sendSql, [[side.busy[0]], [uuid7()], [sender], '{"text":"a message"}'])
      plan = rows[0]['QUERY PLAN'][0].Plan
      await client.query('rollback')
    }
    const { 'Shared Hit Blocks': hit = 0, 'Shared Read Blocks': read = 0, 'WAL Records': records = 0 } = plan ?? {}
    return { 'buffers per send': hit + read, 'WAL records per send': records }
  } finally {
    await client.end()
  }
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
      ...(await sendCost(measuring)),
      'cursors kept': rows[0]?.rows ?? Number.NaN,
      'world: CPU µs per delivery': world.usage.micros / world.deliveries,
      'world: p99 ms': world.p99,
    },
    note: `CPU µs per delivery: ${partsPer(room.usage, room.deliveries)}; in the world: ${partsPer(world.usage, world.deliveries)}`,
  }
}

interface Taken {
  readonly ms: number
  /** Of Postgres. */
  readonly buffers: number
}

/** In two halves, of which the cheaper one counts: what the platform does now and then by itself is in one of them at most. */
const takenBy = async <One>({ cost }: Measuring, all: readonly One[], run: (one: One) => Promise<unknown>) => {
  const half = all.length / 2
  const taken: Taken[] = []
  for (const part of [all.slice(0, half), all.slice(half)]) {
    const ms = await msOf(part, run)
    taken.push({ ms, buffers: await cost(part.length) })
  }
  return { ms: Math.min(...taken.map(({ ms }) => ms)), buffers: Math.min(...taken.map(({ buffers }) => buffers)) }
}

/** People come into the space, are timed out and taken out again, and the role of everyone changes. Nobody is connected. */
export const measureChanges = async (measuring: Measuring) => {
  const { parley, side, size, cost } = measuring
  const { space, owner } = side.space
  const { post } = parley
  const { code } = await post('invite.create', { space, uses: 0, expires_in_ms: 0 }, owner)
  const people = newcomersOf(side, size)
  await cost(1)
  const join = await takenBy(measuring, people, (person) => post('invite.accept', { code }, person))
  const timeOut = await msOf(people, ({ user }) => post('resident.time_out', { space, user, in_ms: 60_000 }, owner))
  const role = await msOf(placesUpTo(size.times), (place) => allow(measuring, place % 2 ? usual : ['view', 'send']))
  await cost(1)
  const kick = await takenBy(measuring, people, ({ user }) => post('resident.remove', { space, user }, owner))
  return {
    'join: ms': join.ms,
    'join: buffers': join.buffers,
    'kick: ms': kick.ms,
    'kick: buffers': kick.buffers,
    'time-out: ms': timeOut,
    'change of a role: ms': role,
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
  await cost(1)
  for (const [what, page] of Object.entries(pages)) {
    const ask = () => parley.post('resident.list', { space, limit, ...page }, owner)
    const { ms, buffers } = await takenBy(measuring, placesUpTo(size.times), ask)
    figures[`list, ${what}: ms`] = ms
    figures[`list, ${what}: buffers`] = buffers
  }
  return figures
}
