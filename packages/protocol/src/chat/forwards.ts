/** Messages that say once more what another one said. */
import * as Type from 'typebox'
import { described, Id, MessageId, Seq, Span, strict } from '../shapes.ts'
import { command } from '../table.ts'
import { Sent } from './messages.ts'

/** Rooms in one `message.forward`. */
export const forwardsAtOnce = 10

/** An error within an answer, as a command answers it. */
const Refusal = Type.Object(
  { code: Type.Integer(), name: Type.String(), text: Type.String(), retry_ms: Type.Optional(Span) },
  {
    title: 'an error, as a command answers it: its number, its name, what to do, and how long to wait where that helps',
  },
)

const target = { room: described(Id, 'where to'), id: MessageId }

const Position = { room: Id, seq: described(Seq, 'position of the message.sent') }

export const commands = {
  'message.forward': command({
    owner: 'chat',
    about:
      'Sends what a message says now to rooms of yours, as one that `forwarded` tells who said it first, and when. It stays as it is, whatever becomes of that message, and mentions nobody; where that one expires, it expires at that time too. Each room is decided by itself: one that refuses does not stop the others, and `refused` names it with its error, which is one of those below. Repeated with the same ids they are the same messages and get the first answers.',
    access: 'user',
    rate: 'send',
    weighs: 'to',
    repeatable: true,
    input: Type.Object(
      {
        from: Type.Object(Position, { ...strict, description: 'the message, which you see there' }),
        to: Type.Array(Type.Object(target, strict), {
          minItems: 1,
          maxItems: forwardsAtOnce,
          description: 'the rooms, each with an id for the message in it',
        }),
      },
      strict,
    ),
    output: Type.Object({
      sent: Type.Array(Type.Object({ ...target, ...Sent.properties }), { description: 'those that it went to' }),
      refused: Type.Array(Type.Object({ ...target, error: Refusal }), {
        description: 'those that it did not go to, each with why',
      }),
    }),
    errors: [
      'FILE_NOT_FOUND',
      'FILE_WAITS',
      'FILE_INFECTED',
      'ROOM_NOT_FOUND',
      'MESSAGE_NOT_FOUND',
      'NOT_ALLOWED',
      'SLOW_MODE',
      'MESSAGE_STOPPED',
      'TOO_MANY_ACTIVE_THREADS',
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
