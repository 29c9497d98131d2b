/** How far somebody has read. */
import * as Type from 'typebox'
import { described, Id, Seq, strict } from '../shapes.ts'
import { command, signal } from '../table.ts'
import { MentionCount } from './mentions.ts'

const Cursor = {
  head: described(Seq, 'the last position of the room when `unread` was counted'),
  read: described(Seq, 'where the cursor stands'),
  unread: Type.Integer({ minimum: 0, description: 'what counts after `read`, up to `head`' }),
  mentions: MentionCount,
}

export const commands = {
  'cursor.move': command({
    owner: 'chat',
    about: 'Says how far you have read. The cursor of a user is one for all devices and only moves forward.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ room: Id, seq: Seq }, strict),
    output: Type.Object(Cursor),
    errors: ['ROOM_NOT_FOUND', 'CURSOR_AHEAD'],
  }),
}

export const signals = {
  'cursor.moved': signal({
    about: 'Your cursor moved. It goes to all of your devices, that which moved it among them.',
    stream: 'chat/user',
    body: Type.Object({ room: Id, ...Cursor }),
    state: { of: 'room', version: 'read' },
  }),
}
