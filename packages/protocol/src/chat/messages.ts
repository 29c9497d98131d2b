/** Messages: sent, taken back, returned. */
import * as Type from 'typebox'
import { FileFacts, mostFilesOfMessage } from '../files.ts'
import { described, Id, MessageId, MessageText, Seq, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Aside } from './content.ts'
import { mostEdits } from './edits.ts'
import { EmojiTold } from './emoji.ts'
import { MayMention, Mentions, Unmentions } from './mentions.ts'
import { Poll } from './poll-shapes.ts'
import { mostPreviewed } from './previews.ts'
import { ToldKind, WantedSticker } from './stickers.ts'
import { dayMs } from './when.ts'

export const Sent = Type.Object({
  seq: described(Seq, 'position of the message.sent'),
  at: described(Time, 'when it was written'),
})
const Reply = Type.Optional(
  described(
    Seq,
    'position of the message that it replies to, in the same room. Whoever shows it looks it up, as it may be taken back. Not given: none',
  ),
)

/** How long a message lasts that expires. */
export const leastExpiryMs = 60_000
export const longestExpiryMs = 28 * dayMs

/** Whether there is one, and for whom, tells contacts: what stands here was said by the author. */
const Card = Type.Optional(
  described(
    Id,
    'a card that it shows, as `card.get` tells it: an invitation to a game for all in the room. Not given: none',
  ),
)

/** Of a message, wherever and whenever it is sent to. */
export const Content = {
  id: MessageId,
  text: MessageText,
  reply: Reply,
  subject: Aside.subject,
  tone: Aside.tone,
  silent: Type.Optional(
    Type.Boolean({
      description: 'whether it notifies nobody, whomever it mentions. Not given: it notifies as any other',
    }),
  ),
  urgent: Type.Optional(
    Type.Boolean({
      description:
        'whether the devices of those whom it notifies are woken for it again and again, until they have read it, reacted or answered. Not given: it notifies as any other',
    }),
  ),
  may_mention: MayMention,
  card: Card,
  expires_ms: Type.Optional(
    Type.Integer({
      minimum: leastExpiryMs,
      maximum: longestExpiryMs,
      description:
        'takes it back by itself so many milliseconds after it was sent, from a minute to 28 days. Not given: it stays',
    }),
  ),
}

/** As events say it. After that time nobody is told what they say, also before they are taken back. */
export const Expires = Type.Optional(
  Type.Integer({
    minimum: 0,
    description: 'that it is taken back by itself so many milliseconds after `at`. Not given: it stays',
  }),
)

/** Whoever hides its author does not see it either. Where it was said is told by `message.origin`, as not everybody may know. */
const Forwarded = Type.Optional(
  Type.Object(
    { by: described(Id, 'who said it first'), at: described(Time, 'when that was') },
    { description: 'that it says what another message said, and stays so. Not given: it is its own' },
  ),
)

export const Files = Type.Optional(
  Type.Array(Id, {
    minItems: 1,
    maxItems: mostFilesOfMessage,
    uniqueItems: true,
    description:
      'files of yours that it has: see `file.upload`. Its text is of at most 2,000 characters then. Not given: none',
  }),
)

/** Messages that one call takes back at most. */
export const messagesAtOnce = 100

const OfMessage = described(Seq, 'position of the message.sent')

export const commands = {
  'message.send': command({
    owner: 'chat',
    about: 'Sends a message. Repeated with the same id it is the same message and gets the first answer.',
    access: 'user',
    rate: 'send',
    inOrderOf: 'room',
    repeatable: true,
    input: Type.Object({ room: Id, ...Content, files: Files, sticker: WantedSticker }, strict),
    output: Sent,
    errors: [
      'FILE_NOT_FOUND',
      'MESSAGE_FILES_TOO_LARGE',
      'FILE_WAITS',
      'FILE_INFECTED',
      'ROOM_NOT_FOUND',
      'NOT_ALLOWED',
      'SLOW_MODE',
      'TOO_MANY_ACTIVE_THREADS',
      'MESSAGE_ID_TAKEN',
      'TOO_MANY_MENTIONS',
      'MESSAGE_STOPPED',
      'STICKER_NOT_FOUND',
      'ACCOUNT_NEW',
    ],
  }),
  'direct.send': command({
    owner: 'chat',
    about:
      'Sends a message to a person, in the direct room with them, which is made when there is none. To nobody, it comes back as message.returned.',
    access: 'user',
    rate: 'send',
    inOrderOf: 'user',
    repeatable: true,
    input: Type.Object({ user: Id, ...Content }, strict),
    output: Type.Object({ room: Id, ...Sent.properties }),
    errors: [
      'USER_NOT_FOUND',
      'ROOM_WITH_YOURSELF',
      'NOT_ALLOWED',
      'MESSAGE_ID_TAKEN',
      'TOO_MANY_ROOMS',
      'TOO_MANY_MENTIONS',
      'ACCOUNT_NEW',
    ],
  }),
  'message.delete': command({
    owner: 'chat',
    about:
      'Takes back a message of yours, or several, for everybody and for good: `redacted` stands in its place and in that of its edits, and its reactions are gone. The owner of a group takes back those of others too. All of them or, where one may not be taken back, none; what was taken back already stays so.',
    access: 'user',
    rate: 'write',
    weighs: 'seqs',
    repeatable: true,
    whileSuspended: true,
    input: Type.Union([
      Type.Object({ room: Id, seq: OfMessage }, strict),
      Type.Object({ room: Id, seqs: Type.Array(OfMessage, { minItems: 1, maxItems: messagesAtOnce }) }, strict),
    ]),
    output: Type.Object({
      seq: described(Seq, 'position of the last message.deleted, or the head where all had been taken back before'),
    }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
}

export const events = {
  'message.sent': event({
    about: 'A message.',
    stream: 'chat/room',
    body: Type.Object({
      id: MessageId,
      text: MessageText,
      reply: Reply,
      ...Aside,
      urgent: Type.Optional(
        Type.Literal(true, { description: 'that it is urgent to those whom it notifies. Not given: it is not' }),
      ),
      silent: Type.Optional(
        Type.Literal(true, { description: 'that it notifies nobody. Not given: it does as any other' }),
      ),
      mentions: Mentions,
      card: Card,
      expires_ms: Expires,
      poll: Type.Optional({
        ...Poll,
        description: 'that it is a poll, of which the text is the question. Not given: it is none',
      }),
      forwarded: Forwarded,
      emoji: EmojiTold,
      files: Type.Optional(
        Type.Array(Type.Object(FileFacts), {
          maxItems: mostFilesOfMessage,
          description: 'files that it has; who sees the message gets at them by `file.link`. Not given: none',
        }),
      ),
      bank: ToldKind,
    }),
    counts: true,
    authored: true,
  }),
  'message.deleted': event({
    about:
      'A message was taken back, and with it all that was said in its place: by somebody, or by itself as it had expired.',
    stream: 'chat/room',
    body: Type.Object({
      seq: OfMessage,
      also: Type.Optional(
        Type.Array(described(Seq, 'position of a message.edited or message.previewed'), {
          maxItems: mostEdits + mostPreviewed,
          description: 'its edits, and what was told of its links. Not given: there was neither',
        }),
      ),
      unmentions: Unmentions,
    }),
    effect: 'redact',
  }),
  'message.returned': event({
    about:
      'A message that could not be delivered comes back: there is nobody of this id, or their account was closed before it came to them.',
    stream: 'chat/user',
    body: Type.Object({
      id: MessageId,
      user: Id,
      text: MessageText,
      why: Type.Union([Type.Literal('USER_NOT_FOUND'), Type.Literal('ACCOUNT_CLOSED')]),
      room: Type.Optional(described(Id, 'the direct room that it is in. Not given: it is in none')),
    }),
  }),
}
