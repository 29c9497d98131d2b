/** Baseline: the least that fans out. A message is sent to everybody in its room in a loop; nothing is stored or checked. */
import { type WebSocket, WebSocketServer } from 'ws'
import { serve } from './serve.ts'

const rooms = new Map<string, Set<WebSocket>>()
let seq = 0

/** The rooms of a client are those that its address lists. */
const roomsIn = (url = '') => (new URL(url, 'ws://here').searchParams.get('rooms') ?? '').split(',').filter(Boolean)

const join = (room: string, socket: WebSocket) => {
  const members = rooms.get(room) ?? new Set()
  rooms.set(room, members.add(socket))
}

const leave = (room: string, socket: WebSocket) => rooms.get(room)?.delete(socket)

interface Request {
  readonly id: number
  readonly with: { readonly room: string; readonly id: string; readonly text: string }
}

function onMessage(this: WebSocket, data: Buffer): void {
  const { id, with: message } = JSON.parse(String(data)) as Request
  const is = JSON.stringify({ id: message.id, text: message.text })
  const frame = `{"on":"chat/room/${message.room}","seq":${++seq},"ev":"message.sent","by":"${message.room}","at":${Date.now()},"is":${is}}`
  for (const member of rooms.get(message.room) ?? []) member.send(frame)
  this.send(`{"id":${id},"ok":{}}`)
}

await serve((server) =>
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket, { url }) => {
    socket.on('message', onMessage)
    const own = roomsIn(url)
    if (own.length === 0) return
    for (const room of own) join(room, socket)
    socket.on('close', () => own.map((room) => leave(room, socket)))
  }),
)
