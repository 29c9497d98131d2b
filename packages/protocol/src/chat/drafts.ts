/** What somebody has written in a room and not sent: theirs alone, on all of their devices. */
import * as Type from 'typebox'
import { described, Id, Seq, strict } from '../shapes.ts'
import { command, signal } from '../table.ts'
import { Limit, usualPage } from './pages.ts'

/** Drafts that are kept of one account. */
export const mostDrafts = 100

const DraftText = Type.String({
  maxLength: 4000,
  format: 'whole-text',
  pattern: '^[^\\u0000]*$',
  title: 'up to 4,000 characters, without U+0000',
})

/** By the clock of the server, and always higher than that of the draft before. */
const Version = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, title: 'version of a draft' })

const Draft = {
  text: described(DraftText, 'empty where there is none'),
  reply: Type.Optional(described(Seq, 'position of the message that it answers. Not given: it answers none')),
  version: Version,
}

export const commands = {
  'draft.set': command({
    owner: 'chat',
    about:
      'Keeps what you have written in a room and not sent, in place of the draft that you know of. Where another device has saved a later one, nothing is changed, and the answer has that. Save every few seconds at most, and empty it when you have sent it.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        room: Id,
        text: described(DraftText, 'an empty one ends the draft'),
        reply: Draft.reply,
        version: Type.Optional(
          described(Version, 'that of the last draft of this room that you know of. Not given: you know of none'),
        ),
      },
      strict,
    ),
    output: Type.Object({
      saved: Type.Boolean({ description: 'false where there is a later one than you know of' }),
      ...Draft,
    }),
    errors: ['ROOM_NOT_FOUND', 'TOO_MANY_DRAFTS'],
  }),
  'draft.get': command({
    owner: 'chat',
    about: 'Your draft in a room.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ room: Id }, strict),
    output: Type.Object(Draft),
    errors: ['ROOM_NOT_FOUND'],
  }),
  'draft.list': command({
    owner: 'chat',
    about:
      'Your drafts, ordered by the ids of their rooms, a page at a time; fewer than asked where they would not fit one answer.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        after: Type.Optional(described(Id, 'the last room of the page before. Not given: from the first one')),
        limit: Limit(usualPage.drafts, mostDrafts),
      },
      strict,
    ),
    output: Type.Object({
      drafts: Type.Array(Type.Object({ room: Id, ...Draft })),
      more: Type.Boolean({ description: 'whether there are drafts after these' }),
    }),
    errors: [],
  }),
}

export const signals = {
  'draft.changed': signal({
    about:
      'Your draft in a room is another one, which `draft.get` tells. It goes to all of your devices, that which saved it among them.',
    stream: 'chat/user',
    body: Type.Object({ room: Id, version: Version }),
    state: { of: 'room', version: 'version' },
  }),
}
