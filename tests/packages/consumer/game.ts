// A test of a game, whose own code knows the SDK, and the test module the clients.
import type { Parley } from '@parley/client'
import { type Conversation, ParleyContainer, type TestClient, type User } from '@parley/testcontainers'
import { generous } from '@parley/testcontainers/generous'
import { type Link, layLink } from '@parley/testcontainers/link'
import { errorsIn } from '@parley/testcontainers/log-errors'
import { until } from '@parley/testcontainers/until'

declare const play: (parley: Parley) => Promise<void>

export const tested = async (): Promise<string[]> => {
  await using parley = await new ParleyContainer().withEnvironment({ ...generous, ROOM_MEMBERS: '4' }).start()
  const [ann, bob]: readonly [User, User] = await parley.createUsers('Ann', 'Bob')
  const room: Conversation = await parley.conversation(ann, bob)
  const client: TestClient = await parley.connect(bob, { encoding: undefined })
  await play(client)
  await using link: Link = await layLink([parley.url])
  link.isStalled = true
  await until(client, 'a message', () => client.rooms.get(room.id)?.messages[0])
  return errorsIn(await parley.logs())
}
