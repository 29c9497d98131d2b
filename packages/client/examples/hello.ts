import { isEvent, logIn, Parley } from '@parley/client'

const [url = 'http://localhost:8080', username = 'alice', password = '', friend = 'Bob'] = process.argv.slice(2)
await using parley = new Parley({ url, token: (await logIn({ url }, { username, password })).token })
const { users } = await parley.call('user.search', { name: friend })
if (!users[0]) throw new Error(`Nobody is called ${friend}.`)
const room = await parley.createDirect(users[0].user)
const answer = new Promise<string>((resolve) => {
  parley.on('event', (event) => isEvent(event, 'message.sent') && event.by !== parley.user && resolve(event.is.text))
})
await room.send(`Hello **${friend}**`)
console.log(`${room.name} says: ${await answer}`)
