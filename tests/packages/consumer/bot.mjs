// A bot as an ES module: answers whoever writes to it first, and ends.
import { isEvent, Parley } from '@parley/client'
import WebSocket from 'ws'

const [url, token] = process.argv.slice(2)
// Node has a WebSocket of its own from 22 on.
const openSocket = (to, protocols) => new (globalThis.WebSocket ?? WebSocket)(to, protocols)
const parley = new Parley({ url, token: async () => token, openSocket })
const heard = new Promise((resolve) => {
  parley.on('event', (event) => isEvent(event, 'message.sent') && event.by !== parley.user && resolve(event))
})
await parley.ready
console.log('ready')
const { on, is } = await heard
await parley.rooms.get(on.split('/').at(-1)).send(`You said: ${is.text}`)
await parley.close()
