/** Baseline: the least that fans out. Every message is sent to every client in a loop; nothing is stored or checked. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
const room = '00000000-0000-0000-0000-000000000000'
let seq = 0

sockets.on('connection', (socket) => {
  socket.on('message', (data) => {
    seq++
    const frame = `{"on":"chat/room/${room}","seq":${seq},"ev":"message.sent","by":"${room}","at":${Date.now()},"is":{"id":"${room}","text":${data}}}`
    for (const client of sockets.clients) client.send(frame)
  })
})

server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ msg: 'serving', port: (server.address() as AddressInfo).port })),
)
process.once('SIGTERM', () => process.exit(0))
