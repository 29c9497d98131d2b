// A bot as an ES module: answers whoever writes to it first, and ends. It keeps in a file how far it has come.
import { isEvent, Parley } from '@parley/client'
import { fileStore } from '@parley/client/node'
import WebSocket from 'ws'

const [url, token, file] = process.argv.slice(2)
// Node has a WebSocket of its own from 22 on.
const openSocket = (to, protocols) => new (globalThis.WebSocket ?? WebSocket)(to, protocols)
const store = await fileStore(file)
const parley = new Parley({ url, token: async () => token, openSocket, ...store })
const heard = new Promise((resolve) => {
  parley.on('event', (event) => isEvent(event, 'message.sent') && event.by !== parley.user && resolve(event))
})
await parley.ready
console.log('ready')
const event = await heard
await parley.roomOf(event).send(`You said: ${event.is.text}`)
await parley.close()
await store.close()
