/**
 * Baseline: what a team writes first. Socket.IO with the Redis adapter, a token checked at the handshake, rooms, and one
 * insert per message, acknowledged and told to the room when it is committed. Who comes back selects what they missed:
 * Socket.IO's own recovery of connections does not work with this adapter.
 */
import { createAdapter } from '@socket.io/redis-adapter'
import { Redis } from 'ioredis'
import jwt from 'jsonwebtoken'
import pg from 'pg'
import { Server, type Socket } from 'socket.io'
import { serve } from './serve.ts'

const { POSTGRES_URL: connectionString, REDIS_URL: redisUrl = '', TOKEN_SECRET: secret = '' } = process.env
const pool = new pg.Pool({ connectionString, max: 20 })
const publisher = new Redis(redisUrl)

const statements = {
  insert: 'insert into message (room, sender, text) values ($1, $2, $3) returning id, at',
  ownRooms: 'select room from member where person = $1',
  missed: 'select id, room, sender, at, text from message where room = any($1) and id > $2 order by id',
}

/** Prepared once per connection. */
const query = async <Row extends pg.QueryResultRow>(name: keyof typeof statements, values: unknown[]) =>
  (await pool.query<Row>({ name, text: statements[name], values })).rows

interface Message {
  readonly room: string
  readonly text: string
}

type Acknowledge = (answer: { id: string } | { error: string }) => void

async function onMessage(this: Socket, { room, text }: Message, acknowledge: Acknowledge): Promise<void> {
  if (!this.rooms.has(room)) return acknowledge({ error: 'not a member' })
  const { user: sender } = this.data
  const [stored] = await query<{ id: string; at: Date }>('insert', [room, sender, text])
  if (!stored) throw new Error('nothing was inserted')
  acknowledge({ id: stored.id })
  io.to(room).emit('message', { ...stored, room, sender, text })
}

/** The client hears of `ready` when it is in its rooms. */
const welcome = async (socket: Socket) => {
  socket.on('message', onMessage)
  const rooms = (await query<{ room: string }>('ownRooms', [socket.data.user])).map(({ room }) => room)
  socket.join(rooms)
  const { after } = socket.handshake.auth
  if (after !== undefined) socket.emit('backlog', await query('missed', [rooms, after]))
  socket.emit('ready')
}

const io = new Server({
  adapter: createAdapter(publisher, publisher.duplicate()),
  transports: ['websocket'],
  perMessageDeflate: false,
  serveClient: false,
})
io.use((socket, next) => {
  try {
    socket.data.user = (jwt.verify(socket.handshake.auth.token, secret) as jwt.JwtPayload).sub
    next()
  } catch (reason) {
    next(reason as Error)
  }
})
io.on('connection', welcome)
await serve((server) => io.attach(server))
