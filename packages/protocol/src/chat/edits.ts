/** Messages that say something else now. */
import * as Type from 'typebox'
import { described, Id, MessageId, MessageText, Seq, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { MayMention, Mentions, Told, Unmentions } from './mentions.ts'
import { Limit, usualPage } from './pages.ts'

/** Edits of one message: when it is taken back, all of them are, and one event says so. */
export const mostEdits = 1_000

const Version = Type.Object({
  seq: described(Seq, 'position of the message.sent, or of the message.edited'),
  at: described(Time, 'when it came to say this'),
  text: MessageText,
})

export const commands = {
  'edit.list': command({
    owner: 'chat',
    about:
      'What a message said when it was sent and after each of its edits, the first text first, a page at a time; fewer than asked where they would not fit one answer.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        seq: described(Seq, 'position of the message.sent'),
        after: Type.Optional(described(Seq, '`seq` of the last one that you have. Not given: from the first one')),
        limit: Limit(usualPage.versions, 200),
      },
      strict,
    ),
    output: Type.Object({
      versions: Type.Array(Version),
      more: Type.Boolean({ description: 'whether there are later ones' }),
    }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  }),
  'message.edit': command({
    owner: 'chat',
    about:
      'Says something else in a message of yours. Repeated with the same id it is the same edit; what the message says already changes nothing. Earlier texts stay in the log until the message is taken back.',
    access: 'user',
    rate: 'send',
    inOrderOf: 'room',
    repeatable: true,
    input: Type.Object(
      {
        room: Id,
        seq: described(Seq, 'position of the message.sent'),
        id: described(MessageId, 'of the edit: a new one for each'),
        text: MessageText,
        may_mention: MayMention,
      },
      strict,
    ),
    output: Type.Object({
      seq: described(Seq, 'position of the message.edited, or the head where the message says so already'),
    }),
    errors: [
      'ROOM_NOT_FOUND',
      'MESSAGE_NOT_FOUND',
      'NOT_ALLOWED',
      'MESSAGE_ID_TAKEN',
      'TOO_MANY_EDITS',
      'TOO_MANY_MENTIONS',
      'MESSAGE_STOPPED',
      'POLL_FIXED',
      'FORWARD_FIXED',
      'ACCOUNT_NEW',
    ],
  }),
}

const EditExpires = Type.Optional(
  Type.Integer({
    minimum: 0,
    description:
      'that the message is taken back by itself so many milliseconds after the `at` of this. Not given: it stays',
  }),
)

export const events = {
  'message.edited': event({
    about: 'A message says something else now.',
    stream: 'chat/room',
    body: Type.Object({
      seq: described(Seq, 'position of the message.sent'),
      text: MessageText,
      expires_ms: EditExpires,
      mentions: Mentions,
      told: Told,
      unmentions: Unmentions,
    }),
    authored: true,
    ofMessage: true,
  }),
}
