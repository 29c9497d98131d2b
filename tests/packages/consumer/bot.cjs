// The same in CommonJS.
const { isEvent, Parley } = require('@parley/client')
const WebSocket = require('ws')

const [url, token] = process.argv.slice(2)
const openSocket = (to, protocols) => new (globalThis.WebSocket ?? WebSocket)(to, protocols)

const main = async () => {
  const parley = new Parley({ url, token: async () => token, openSocket })
  const heard = new Promise((resolve) => {
    parley.on('event', (event) => isEvent(event, 'message.sent') && event.by !== parley.user && resolve(event))
  })
  await parley.ready
  console.log('ready')
  const { on, is } = await heard
  await parley.rooms.get(on.split('/').at(-1)).send(`You said: ${is.text}`)
  await parley.close()
}
main()
