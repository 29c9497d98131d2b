/** The kit on real servers, under a service that has streams, a table of notes, and no business of its own. */
import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import type { EventFrame } from '@parley/protocol'
import { decodeEvents } from '@parley/wire'
import { afterAll, inject } from 'vitest'
import { type Bus, connectBus } from '../src/bus.ts'
import { type Database, makeDatabase } from '../src/database.ts'
import type { History } from '../src/history.ts'
import { openPool } from '../src/history-pool.ts'
import { type Log, makeLog } from '../src/log.ts'
import { makePublisher, type Publisher } from '../src/publisher.ts'
import { openAdmin, type TestEnvironment, testEnvironment } from '../src/testing.ts'

export const notes = { name: 'chat', migrations: new URL('./migrations/', import.meta.url) }

export interface CapturedLog {
  readonly log: Log
  readonly lines: string[]
}

export const captureLog = (): CapturedLog => {
  const lines: string[] = []
  const to = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  return { log: makeLog('test', 'debug', to), lines }
}

export interface Process extends CapturedLog {
  readonly history: History
  readonly bus: Bus
  readonly db: Database
  readonly publisher: Publisher
}

export interface Kit {
  readonly environment: TestEnvironment
  /** What one process of the service has, and `stop` releases. */
  open(): Promise<Process & { stop(): Promise<void> }>
  /** As the owner of the database. */
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>
  /** Makes empty streams of rooms. */
  streams(count: number): Promise<string[]>
  /** The stream's events in Postgres as frames. */
  stored(stream: string): Promise<EventFrame[]>
  /** Every event that is published from now on, in order. */
  published(bus: Bus): Promise<EventFrame[]>
}

export const epoch = 7

export const useKit = async (): Promise<Kit> => {
  const scope = new AsyncDisposableStack()
  afterAll(() => scope.disposeAsync())
  // By the network, where tests stand in the way.
  const { postgresSocket: _, ...backing } = inject('backing')
  const environment = scope.use(await testEnvironment(backing, [notes]))
  const admin = openAdmin(environment.adminUrl, 'chat', 4)
  scope.defer(() => admin.end())
  const sql = async <Row>(text: string, values: unknown[] = []) => (await admin.query(text, values)).rows as Row[]

  await sql('update history set epoch = $1', [epoch])

  const open: Kit['open'] = async () => {
    const { log, lines } = captureLog()
    const url = environment.env('chat').POSTGRES_URL ?? ''
    const { pool, history } = openPool({ url, schema: 'chat', size: 8, log })
    await history.look()
    const bus = await connectBus([backing.natsUrl], environment.prefix, log)
    const publisher = makePublisher(bus, 'chat')
    let stopped: Promise<void> | undefined
    const release = async () => {
      await bus[Symbol.asyncDispose]()
      await pool.end()
    }
    const stop = () => {
      stopped ??= release()
      return stopped
    }
    scope.defer(stop)
    return { log, lines, history, bus, publisher, db: makeDatabase(pool, history, publisher), stop }
  }

  return {
    environment,
    open,
    sql,
    streams: async (count) => {
      const ids = Array.from({ length: count }, () => randomUUID())
      await sql(`insert into stream (id, kind) select id, 'chat/room' from unnest($1::uuid[]) id`, [ids])
      return ids
    },
    stored: async (stream) =>
      (
        await sql<EventFrame & { by: string | null }>(
          `select kind || '/' || id as on, seq::float8 as seq, ev, by, (extract(epoch from at) * 1000)::float8 as at, body as is
           from event join stream on id = stream where stream = $1 order by seq`,
          [stream],
        )
      ).map(({ by, ...frame }) => (by === null ? frame : { ...frame, by })),
    published: async (bus) => {
      const frames: EventFrame[] = []
      bus.listen(`${environment.prefix}.ev.>`, ({ data }) => {
        frames.push(
          ...decodeEvents(data).frames.map((frame) => JSON.parse(Buffer.from(frame).toString()) as EventFrame),
        )
      })
      await bus.flush()
      return frames
    },
  }
}

/** Resolves when the condition holds; the test's own time-out is the bound. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}
