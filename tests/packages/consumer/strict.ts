// Everything of the packages that a program with strict types touches.
import { isEvent, logIn, Parley, ParleyError, type Room, Session, uuid7 } from '@parley/client'
import { commands, errors, type Input, type Output } from '@parley/protocol'

export const greet = async (url: string, username: string, password: string): Promise<string> => {
  await using parley = new Parley({ url, token: (await logIn({ url }, { username, password })).token })
  const { users } = await parley.call('user.search', { name: 'Bob' })
  const [first] = users
  if (!first) throw new Error('nobody')
  const room: Room = await parley.createDirect(first.user)
  parley.on('event', (event) => {
    if (isEvent(event, 'message.sent')) console.log(event.is.text satisfies string)
  })
  const { seq } = await room.send('Hello')
  const page: Output<'room.history'> = await parley.call('room.history', { room: room.id, before: seq })
  return page.events.map(({ ev }) => ev).join()
}

// @ts-expect-error there is no such command
export const wrong: Input<'no.such.command'> = {}

export const known = [
  commands['message.send'].owner,
  errors.ROOM_NOT_FOUND.code,
  uuid7(),
  Session,
  ParleyError,
] as const
