import { once } from 'node:events'
import { type EventFrame, eventsAfter, isEvent, logIn, Parley } from '@parley/client'
import { fileStore } from '@parley/client/node'

const [url = 'http://localhost:8080', username = 'alice', password = '', file = 'bot.json'] = process.argv.slice(2)
await using store = await fileStore(file)
const session = await logIn({ url }, { username, password })
await using parley = new Parley({ url, token: session.token, ...store })
const handle = (event: EventFrame) => {
  if (isEvent(event, 'message.sent') && event.by !== session.user) console.log(event.is.text)
}
parley.on('event', handle)
parley.on('reset', async ({ on, had, reset: { head } }) => {
  const [, kind, room = ''] = on.split('/')
  if (kind !== 'room' || !had) return
  for await (const event of eventsAfter(parley, room, had.seq)) if (event.seq <= head) handle(event)
})
await parley.ready
await once(process, 'SIGTERM')
