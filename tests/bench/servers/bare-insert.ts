/**
 * Baseline: the least that stores. Messages are inserted in natural batches, one statement and one fsync each, then
 * acknowledged; no numbers, no checks, no other process, and nobody is told.
 */
import { batcher } from '@parley/service-kit'
import pg from 'pg'
import { WebSocketServer } from 'ws'
import { serve } from './serve.ts'

const pool = new pg.Pool({ connectionString: process.env.POSTGRES_URL, max: 4 })
await pool.query('create table if not exists bare (id uuid primary key, room uuid not null, body json not null)')

interface Message {
  readonly room: string
  readonly id: string
  readonly text: string
}

const text = 'insert into bare (id, room, body) select * from unnest($1::uuid[], $2::uuid[], $3::json[])'
const insert = batcher(
  async (messages: Message[]) => {
    const values = [
      messages.map(({ id }) => id),
      messages.map(({ room }) => room),
      messages.map(({ text: body }) => JSON.stringify({ body })),
    ]
    await pool.query({ name: 'insert', text, values })
    return messages.map(() => true)
  },
  { most: 500, inFlight: 2 },
)

await serve((server) =>
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
    socket.on('message', async (data) => {
      const request = JSON.parse(String(data)) as { id: number; with: Message }
      await insert(request.with)
      socket.send(JSON.stringify({ id: request.id, ok: {} }))
    })
  }),
)
