/** Messages that say once more what another one said. */
import * as Type from 'typebox'
import { described, Id, MessageId, Seq, strict } from '../shapes.ts'
import { command } from '../table.ts'
import { Sent } from './messages.ts'

const Position = { room: Id, seq: described(Seq, 'position of the message.sent') }

export const commands = {
  'message.forward': command({
    owner: 'chat',
    about:
      'Sends what a message says now to a room of yours, as one that `forwarded` tells who said it first, and when. It stays as it is, whatever becomes of that message, and mentions nobody; where that one expires, it expires at that time too. Repeated with the same id it is the same message and gets the first answer.',
    access: 'user',
    rate: 'send',
    inOrderOf: 'room',
    repeatable: true,
    input: Type.Object(
      {
        room: described(Id, 'where to'),
        id: MessageId,
        from: Type.Object(Position, { ...strict, description: 'the message, which you see there' }),
      },
      strict,
    ),
    output: Sent,
    errors: [
      'ROOM_NOT_FOUND',
      'MESSAGE_NOT_FOUND',
      'NOT_ALLOWED',
      'SLOW_MODE',
      'MESSAGE_STOPPED',
      'MESSAGE_ID_TAKEN',
      'POLL_NOT_FORWARDED',
    ],
  }),
  'message.origin': command({
    owner: 'chat',
    about:
      'Where stands what a forwarded message says: for those who see that room. To others it is as if there were nothing.',
    access: 'user',
    rate: 'read',
    input: Type.Object(Position, strict),
    output: Type.Object(Position),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  }),
}
