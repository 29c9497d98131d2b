/** Messages that a room keeps at hand. */
import * as Type from 'typebox'
import { described, Epoch, EventFrame, Id, Redacted, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { MessageStates } from './message-states.ts'
import { Limit, usualPage } from './pages.ts'

/** Pinned messages of a room. */
export const mostPins = 250

const Of = Type.Object({ seq: described(Seq, 'position of the message.sent') })
const input = Type.Object({ room: Id, ...Of.properties }, strict)

export const commands = {
  'message.pin': command({
    owner: 'chat',
    about:
      'Keeps a message at hand for everybody in the room: the owner of a group may, and both people of a direct room. What is pinned already stays so.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    input,
    output: Type.Object({ seq: described(Seq, 'position of the message.pinned, also where that was before') }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_ALLOWED', 'TOO_MANY_PINS'],
  }),
  'message.unpin': command({
    owner: 'chat',
    about: 'Keeps a message at hand no longer. Whoever may pin may; what is not pinned changes nothing.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    input,
    output: Type.Object({
      seq: described(Seq, 'position of the message.unpinned, or the head where it was not pinned'),
    }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_ALLOWED'],
  }),
  'pin.list': command({
    owner: 'chat',
    about:
      'The pinned messages of a room, the one that was pinned last first, a page at a time; fewer than asked where they would not fit one answer, one always does.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        before: Type.Optional(
          described(Seq, '`pinned` of the last one that you have. Not given: from the one that was pinned last'),
        ),
        limit: Limit(usualPage.pins, usualPage.pins),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position of the room when this was read'),
      pins: Type.Array(
        Type.Object({
          pinned: described(Seq, 'position of the message.pinned'),
          event: Type.Union([EventFrame, Redacted], { description: 'the message' }),
        }),
      ),
      states: MessageStates,
      more: Type.Boolean({ description: 'whether there are pinned messages after these' }),
    }),
    errors: ['ROOM_NOT_FOUND'],
  }),
}

export const events = {
  'message.pinned': event({ about: 'A message is kept at hand.', stream: 'chat/room', body: Of, ofMessage: true }),
  'message.unpinned': event({
    about: 'A message is kept at hand no longer.',
    stream: 'chat/room',
    body: Of,
    ofMessage: true,
  }),
}
