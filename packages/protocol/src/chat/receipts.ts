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
})

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
  'receipt.list': command({
    owner: 'chat',
    about: `How far those members of a room have read who allow that others see it, ordered by their ids, a page at a time. A page may hold nobody and still not be the last. In rooms of at most ${mostTold} members \`receipt.moved\` goes on from there.`,
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
  'receipt.moved': signal({
    about: `Somebody who allows that others see it has read on, in a room of at most ${mostTold} members. What somebody sends they have read, too: of that no signal comes.`,
    stream: 'chat/room',
    body: Receipt,
    authored: true,
    state: { of: 'user', version: 'read' },
  }),
}
