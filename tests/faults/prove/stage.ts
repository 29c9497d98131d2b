/** Where runs are played: the whole platform as processes of ours, with a network between all of them. */
import type { Server } from '@parley/backing'
import { type Session, signUp, uuid7 } from '@parley/client'
import type { Link } from '@parley/testcontainers/link'
import { eventually } from '../../setup/eventually.ts'
import type { FailOver, FailOverOptions } from '../../setup/moving-postgres.ts'
import { makeNoise, type NatsNoise } from '../../setup/nats-noise.ts'
import { type Part, type ProcessesOptions, startProcesses } from '../../setup/processes.ts'
import { seeded } from '../../setup/seeded.ts'
import { query, storedEvents } from '../../setup/stored.ts'
import { password } from '../../setup/world.ts'
import type { Stored } from '../history/history.ts'
import { complaintsOf } from './database.ts'
import { startAgain } from './faults.ts'
import { FilesKept } from './files-kept.ts'
import { persist } from './persist.ts'
import { nameOf, type Person } from './person.ts'
import { Records, type Somebody } from './records.ts'
import type { Change } from './rights.ts'
import { keepRights, readRights } from './rights-kept.ts'

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
  /** Those of the runs before, where the people are the same. */
  records(): Records
  /** Of somebody, who need not be new. */
  session(place: number): Promise<Session>
  /** Whether people may hide others: not where what is stored is known by what they are shown. */
  readonly hides: boolean
  /** What a space was after each of its events; left out where nobody can know. */
  rights?(space: string): Promise<Change[]>
  /** Resolves when nothing is under way any more that goes on by itself. */
  untilQuiet(): Promise<void>
  /** All events that these streams ever had, in order; nothing of a stream of which nothing can be known. */
  stored(streams: readonly string[], people: readonly Person[]): Promise<Stored[]>
  /** Promotes a standby that lacks the last commits. */
  failOver(options: FailOverOptions): Promise<void>
  /** What has been failed over from since the records began. */
  readonly failOvers: readonly FailOver[]
  /** The epoch of chat's history now; 0 where it cannot be known. */
  epoch(): Promise<number>
  /** Ends every connection of a service to Postgres, in the middle of whatever it does. */
  throwOut(): Promise<void>
  /** Turns Postgres read-only, or lets it take writes again. */
  takeWrites(does: boolean): Promise<void>
  /** What is wrong inside, in words, when all is over. */
  complaints(people: readonly Somebody[]): Promise<string[]>
}

const byName = <T extends { name: string }>(all: readonly T[]): Map<string, T> =>
  new Map(all.map((one) => [one.name, one]))

/** Under a name of its own at each try, as one that went unanswered may have been taken. */
export const signUpAt = async (url: string, place: number): Promise<Session> => {
  const username = () => `u${uuid7().replaceAll('-', '').slice(-18)}`
  const session = await persist(() => signUp({ url }, { username: username(), password, name: nameOf(place) }))
  if (!session) throw new Error(`${url} lets nobody sign up`)
  return session
}

/** Small rings, little room and short patience, so that seconds come to where days in production do. */
const small = {
  RING_EVENTS: '32',
  RESUME_EVENTS: '150',
  UNREAD_BYTES: '65536',
  HEARTBEAT_MS: '1500',
  COMPARE_MS: '1000',
}

/** With a pooler between services and Postgres, where its mode is given; two of each process, where no other number is. */
export const openStage = async ({
  pooler: mode,
  ...more
}: Pick<ProcessesOptions, 'pooler' | 'releaseOf' | 'copies' | 's3'> = {}): Promise<Stage> => {
  const noises = new Map<string, NatsNoise>()
  const onNats = (part: string) => {
    if (!part.startsWith('gateway')) return {}
    const noise = makeNoise((subject) => subject.includes('.ev.'), seeded(noises.size + 1), 0)
    noises.set(part, noise)
    return { replies: noise.spoil }
  }
  const processes = await startProcesses({
    onNats,
    pooler: mode,
    moves: mode === undefined,
    files: true,
    env: small,
    ...more,
  })
  const { adminUrl, postgres, moving, pooler, nats, redis, s3, parts } = processes
  const filesKept = new FilesKept(processes)
  await keepRights(adminUrl)

  const removed: Stored[] = []
  const failOvers: FailOver[] = []
  const held = (streams: ReadonlySet<string>) =>
    storedEvents(adminUrl, 'text').then((events) => events.filter(({ on }) => streams.has(on)))

  return {
    urls: processes.urls,
    records: () => {
      failOvers.length = 0
      return new Records()
    },
    session: (place) => signUpAt(processes.urls[0] as string, place),
    parts: byName(parts),
    servers: new Map(Object.entries({ postgres, nats, redis, ...(pooler ? { pooler } : {}), ...(s3 ? { s3 } : {}) })),
    links: processes.links,
    noises,
    untilReady: async () => {
      for (const part of parts) await eventually(`${part.name} is ready`, () => part.isReady())
    },
    retain: async (on, last) => {
      removed.push(...(await held(new Set([on]))).filter(({ seq }) => seq <= last))
      await query(adminUrl, retainSql, [on.slice(on.lastIndexOf('/') + 1), last])
    },
    hides: true,
    rights: (space) => readRights(adminUrl, space),
    untilQuiet: () => eventually('all is purged and deleted', () => isQuiet(adminUrl), quietMs).then(() => {}),
    stored: async (streams) => {
      const wanted = new Set(streams)
      return [...removed.filter(({ on }) => wanted.has(on)), ...(await held(wanted))]
    },
    failOver: async (options) => {
      const lost = await moving?.failOver(options)
      if (lost) failOvers.push({ ...lost, stored: [...removed, ...lost.stored] })
    },
    failOvers,
    epoch: async () =>
      (await query<{ epoch: number }>(adminUrl, 'select epoch::float8 as epoch from chat.history'))[0]?.epoch ?? 0,
    throwOut: async () => void (await query(adminUrl, throwOutSql)),
    takeWrites: async (does) => {
      await query(adminUrl, `alter system set default_transaction_read_only = ${does ? 'off' : 'on'}`)
      await query(adminUrl, 'select pg_reload_conf()')
    },
    complaints: async (people) => [
      ...(await crashes(parts)),
      ...(await complaintsOf(adminUrl, people)),
      ...(await filesKept.complaints(failOvers.length > 0)),
    ],
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  }
}

/** A process that was killed in the middle of it is missed after some 20 s. */
export const quietMs = 60_000
const leftSql = `select (select count(*) from chat.purge)::int + (select count(*) from chat.deleted_room)::int as left`
const isQuiet = async (adminUrl: string): Promise<boolean> =>
  (await query<{ left: number }>(adminUrl, leftSql))[0]?.left === 0

/** In one statement, as a reader must not find the floor without the events above it, nor a hole above the floor. */
const retainSql = `
  with moved as (
    update chat.stream
    set floor = $2, floor_tally = (select tally from chat.event where event.stream = stream.id and event.seq = $2)
    where id = $1 and floor < $2 returning id
  )
  delete from chat.event using moved where event.stream = moved.id and event.seq <= $2`

const throwOutSql = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'parley %'`

/** What has ended without being asked to is started again for the next run. */
const crashes = async (parts: readonly Part[]): Promise<string[]> => {
  const crashed = parts.filter(({ hasCrashed }) => hasCrashed)
  for (const part of crashed) await startAgain(part)
  return crashed.map(({ name }) => `${name} crashed`)
}
