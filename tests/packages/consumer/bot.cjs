// The same in CommonJS.
const { isEvent, Parley } = require('@parley/client')
const { fileStore } = require('@parley/client/node')
const WebSocket = require('ws')

const [url, token, file] = process.argv.slice(2)
const openSocket = (to, protocols) => new (globalThis.WebSocket ?? WebSocket)(to, protocols)

const main = async () => {
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
}
main()
