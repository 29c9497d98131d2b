/** Who lets others see how far they have read. */
import * as Type from 'typebox'
import { described, Id, Seq, strict } from '../shapes.ts'
import { command, event, signal } from '../table.ts'
import { Limit, usualPage } from './pages.ts'

/** In larger rooms nobody is told while it happens; `receipt.list` tells whoever asks. */
export const mostTold = 50

const Receipt = Type.Object({
  user: Id,
  read: described(Seq, 'they have read everything up to here'),
  delivered: Type.Optional(
    described(Seq, 'a device of theirs has everything up to here, at `read` or later. Not given: as far as `read`'),
  ),
})

/** Of one `receipt.deliver`. */
const roomsAtOnce = 100

export const commands = {
  'receipt.allow': command({
    owner: 'chat',
    about:
      'Says whether others see how far you have read, in all of your rooms. Until you allow it they do not. Where you take it back, nobody is told anything more.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        allowed: Type.Optional(
          Type.Boolean({ description: 'whether they may. Not given: as it is, which is answered' }),
        ),
      },
      strict,
    ),
    output: Type.Object({ allowed: Type.Boolean() }),
    errors: [],
  }),
  'receipt.deliver': command({
    owner: 'chat',
    about: `Says how far messages have come to this device, which you have not read. It is kept and told in rooms of at most ${mostTold} members, while others may see it. Say it once in some seconds, and no more where the answer is that it is not allowed.`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object(
      {
        rooms: Type.Array(
          Type.Object({ room: Id, seq: described(Seq, 'this device has everything up to here') }, strict),
          {
            minItems: 1,
            maxItems: roomsAtOnce,
            title: `1 to ${roomsAtOnce} rooms; those that are not yours are passed over`,
          },
        ),
      },
      strict,
    ),
    output: Type.Object({ allowed: Type.Boolean({ description: 'whether others may see it' }) }),
    errors: [],
  }),
  'receipt.list': command({
    owner: 'chat',
    about: `How far those members of a room have read, and got messages, who allow that others see it, ordered by their ids, a page at a time. A page may hold nobody and still not be the last. In rooms of at most ${mostTold} members \`receipt.moved\` and \`receipt.delivered\` go on from there.`,
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        after: Type.Optional(described(Id, '`next` of the page before. Not given: from the first one')),
        limit: Limit(usualPage.members, 500),
      },
      strict,
    ),
    output: Type.Object({
      receipts: Type.Array(Receipt),
      next: Type.Optional(described(Id, 'from where it goes on. Not given: that is all')),
    }),
    errors: ['ROOM_NOT_FOUND'],
  }),
}

export const events = {
  'receipt.allowed': event({
    about: 'You allow that others see how far you have read, or no longer do.',
    stream: 'chat/user',
    body: Type.Object({ allowed: Type.Boolean() }),
  }),
}

export const signals = {
  'receipt.delivered': signal({
    about: `Messages have come to a device of somebody who allows that others see it, in a room of at most ${mostTold} members. What somebody has read has come to them, too: of that no signal comes.`,
    stream: 'chat/room',
    body: Type.Object({ user: Id, delivered: described(Seq, 'a device of theirs has everything up to here') }),
    authored: true,
    state: { of: 'user', version: 'delivered' },
  }),
  'receipt.moved': signal({
    about: `Somebody who allows that others see it has read on, in a room of at most ${mostTold} members. What somebody sends they have read, too: of that no signal comes.`,
    stream: 'chat/room',
    body: Type.Object({ user: Receipt.properties.user, read: Receipt.properties.read }),
    authored: true,
    state: { of: 'user', version: 'read' },
  }),
}
