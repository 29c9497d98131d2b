/** Where runs are played: the whole platform as processes of ours, with a network between all of them. */
import type { Server } from '@parley/backing'
import { eventually } from '../../setup/eventually.ts'
import type { Link } from '../../setup/link.ts'
import { makeNoise, type NatsNoise } from '../../setup/nats-noise.ts'
import { type Part, startProcesses } from '../../setup/processes.ts'
import { seeded } from '../../setup/seeded.ts'
import { query, storedEvents } from '../../setup/stored.ts'
import type { Stored } from '../history/history.ts'
import { startAgain } from './faults.ts'
import type { Somebody } from './records.ts'

export interface Stage extends AsyncDisposable {
  /** Of the gateways. */
  readonly urls: readonly string[]
  readonly parts: ReadonlyMap<string, Part>
  readonly servers: ReadonlyMap<string, Server>
  readonly links: ReadonlyMap<string, Link>
  /** What spoils the events on their way from NATS, by gateway. */
  readonly noises: ReadonlyMap<string, NatsNoise>
  untilReady(): Promise<void>
  /** Removes the events of a stream up to a position, as retention does. */
  retain(on: string, last: number): Promise<void>
  /** All events that these streams ever had, in order. */
  stored(streams: readonly string[]): Promise<Stored[]>
  /** Ends every connection of a service to Postgres, in the middle of whatever it does. */
  throwOut(): Promise<void>
  /** What is wrong inside, in words, when all is over. */
  complaints(people: readonly Somebody[]): Promise<string[]>
}

const byName = <T extends { name: string }>(all: readonly T[]): Map<string, T> =>
  new Map(all.map((one) => [one.name, one]))

/** Small rings, little room and short patience, so that seconds come to where days in production do. */
const small = {
  RING_EVENTS: '32',
  RESUME_EVENTS: '150',
  UNREAD_BYTES: '65536',
  HEARTBEAT_MS: '1500',
  COMPARE_MS: '1000',
}

export const openStage = async (): Promise<Stage> => {
  const noises = new Map<string, NatsNoise>()
  const onNats = (part: string) => {
    if (!part.startsWith('gateway')) return {}
    const noise = makeNoise((subject) => subject.includes('.ev.'), seeded(noises.size + 1), 0)
    noises.set(part, noise)
    return { replies: noise.spoil }
  }
  const processes = await startProcesses({ onNats, env: small })
  const { adminUrl, postgres, nats, redis, parts } = processes

  const removed: Stored[] = []
  const held = (streams: ReadonlySet<string>) =>
    storedEvents(adminUrl, 'text').then((events) => events.filter(({ on }) => streams.has(on)))

  return {
    urls: processes.urls,
    parts: byName(parts),
    servers: new Map(Object.entries({ postgres, nats, redis })),
    links: processes.links,
    noises,
    untilReady: async () => {
      for (const part of parts) await eventually(`${part.name} is ready`, () => part.isReady())
    },
    retain: async (on, last) => {
      removed.push(...(await held(new Set([on]))).filter(({ seq }) => seq <= last))
      await query(adminUrl, retainSql, [on.slice(on.lastIndexOf('/') + 1), last])
    },
    stored: async (streams) => {
      const wanted = new Set(streams)
      return [...removed.filter(({ on }) => wanted.has(on)), ...(await held(wanted))]
    },
    throwOut: async () => void (await query(adminUrl, throwOutSql).catch(() => {})),
    complaints: async (people) => [
      ...(await crashes(parts)),
      ...(await unknownPeople(adminUrl, people)),
      ...(await deadlocks(adminUrl)),
      ...(await twins(adminUrl)),
    ],
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  }
}

/** In one statement, as a reader must not find the floor without the events above it, nor a hole above the floor. */
const retainSql = `
  with moved as (update chat.stream set floor = greatest(floor, $2) where id = $1 returning id)
  delete from chat.event using moved where event.stream = moved.id and event.seq <= $2`

const throwOutSql = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'parley %'`

/** Each holds up everybody for a second, until Postgres breaks it. */
const deadlocks = async (adminUrl: string): Promise<string[]> => {
  const [row] = await query<{ count: number }>(adminUrl, 'select sum(deadlocks)::int as count from pg_stat_database')
  return row && row.count > 0 ? [`Postgres had to break ${row.count} deadlocks`] : []
}

/** Of two people there is one conversation. */
const twins = async (adminUrl: string): Promise<string[]> => {
  const rows = await query<{ count: number }>(adminUrl, twinsSql)
  return rows.map(({ count }) => `two people have ${count} conversations with each other`)
}

const twinsSql = `
  select count(*)::int as count from chat.room where kind = 'direct' group by low, high having count(*) > 1`

/** What has ended without being asked to is started again for the next run. */
const crashes = async (parts: readonly Part[]): Promise<string[]> => {
  const crashed = parts.filter(({ hasCrashed }) => hasCrashed)
  for (const part of crashed) await startAgain(part)
  return crashed.map(({ name }) => `${name} crashed`)
}

/** Chat learns of everybody from the outbox of auth, whatever happened to either. */
const unknownPeople = async (adminUrl: string, people: readonly Somebody[]): Promise<string[]> => {
  const read = async () => {
    const rows = await query<{ id: string }>(adminUrl, 'select id from chat.person')
    const known = new Set(rows.map(({ id }) => id))
    return people.filter(({ user }) => !known.has(user))
  }
  await eventually('chat knows everybody', async () => (await read()).length === 0).catch(() => {})
  return (await read()).map(({ name }) => `chat has not learnt of ${name}`)
}
