import { ParleyContainer } from '@parley/testcontainers'

await using parley = await new ParleyContainer().start()
const [ann, bob] = await parley.createUsers('Ann', 'Bob')
const room = await parley.conversation(ann, bob)
const client = await parley.connect(bob)
await client.cut()
const { seq } = await room.send(ann, 'Are you still there?')
await client.heal()
await client.waitFor(room.stream, seq)
console.log(client.rooms.get(room.id)?.messages.at(-1)?.text)
