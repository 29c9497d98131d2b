/** That somebody has another display name. */
import * as Type from 'typebox'
import { User } from '../shapes.ts'
import { signal } from '../table.ts'

const Renamed = Type.Object({
  ...User.properties,
  version: Type.Integer({
    minimum: 0,
    description: 'of two of one person the one with the higher number is the later',
  }),
})

export const signals = {
  'name.changed': signal({
    about:
      'You have another display name, or profile. It goes to all of your devices, that which changed it among them.',
    stream: 'chat/user',
    body: Renamed,
    state: { of: 'user', version: 'version' },
  }),
  'member.renamed': signal({
    about:
      'Somebody in the room has another display name, or profile. A few rooms are told at a time, and it may get lost: `room.get`, `member.list` and `user.get` say what people are called now.',
    stream: 'chat/room',
    body: Renamed,
    state: { of: 'user', version: 'version' },
  }),
}
