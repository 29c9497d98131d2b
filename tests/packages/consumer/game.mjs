// A test of a game, with no more than the packages: prints what the test module says, and what came of it.
import { Parley } from '@parley/client'
import { ParleyContainer } from '@parley/testcontainers'

await using parley = await new ParleyContainer().withReport((line) => console.error(line)).start()
const [ann, bob] = await parley.createUsers('Ann', 'Bob')
const room = await parley.conversation(ann, bob)
const client = await parley.connect(bob)
await client.cut()
const { seq } = await room.send(ann, 'Are you still there?')
await client.heal()
await client.waitFor(room.stream, seq)
await client.rooms.get(room.id)?.loadOlder()
const said = client.rooms.get(room.id)?.messages.map(({ text }) => text)
console.log(JSON.stringify({ runtime: parley.runtime, isOurs: client instanceof Parley, said }))
