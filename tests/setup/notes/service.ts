/** A second service whose streams clients follow: each reader has a stream of their own there. */
import type { Owner, StreamKind } from '@parley/protocol'
import {
  type Database,
  defineService,
  type Environment,
  type LockedStream,
  openOwn,
  type RunningService,
  startService,
} from '@parley/service-kit'
import { addEvents } from '@parley/service-kit/testing'
import { query } from '../stored.ts'

const kind = 'notes/user' as StreamKind
export const owner = 'notes' as Owner
export const noteStream = (user: string) => `${kind}/${user}`

addEvents({ 'note.taken': { about: 'of these tests', stream: kind, body: {} } })

let current: Database | undefined

export const notes = defineService({
  name: owner,
  config: {},
  metrics: {},
  migrations: new URL('./migrations/', import.meta.url),
  start: async ({ db }) => {
    current = db
    return {
      handlers: {} as never,
      context: {},
      openReaders: openOwn(db, kind),
    }
  },
})

export const startNotes = (env: Environment): Promise<RunningService> => startService(notes, env)

/** Tells a reader something, over the service that was started last. */
export const takeNote = (user: string): Promise<void> =>
  (current as Database).transaction(async (tx) => {
    await tx.ensureStreams(kind, [user])
    const stream = (await tx.lock([user])).of(kind, user) as LockedStream
    tx.emit(stream, 'note.taken' as never, null, {} as never)
  })

/** The service hangs at whatever it reads, until this is disposed of. */
export const hang = async (adminUrl: string): Promise<AsyncDisposable> => {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query('begin')
  await client.query('lock table notes.stream in access exclusive mode')
  return { [Symbol.asyncDispose]: () => client.end() }
}

/** How far its stream has come. */
export const notesOf = async (adminUrl: string, user: string): Promise<number> =>
  (await query<{ head: number }>(adminUrl, 'select head::int from notes.stream where id = $1', [user]))[0]?.head ?? 0
