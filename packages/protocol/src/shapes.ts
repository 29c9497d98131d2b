/**
 * The value shapes that commands and events are made of. Lengths count Unicode code points. `title` tells what a value is
 * made of, wherever it stands; `description` what it is for, where it stands.
 */

import type { Static, TSchema } from 'typebox'
import * as Type from 'typebox'

/** Objects refuse members they do not name, so a typing error is told instead of ignored. */
export const strict = { additionalProperties: false } as const

/** A shape with a word on what it is for in this place. */
export const described = <T extends TSchema>(shape: T, description: string): T => ({ ...shape, description })

/** One of these texts. */
export const literals = <const T extends string>(names: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(names.map((name) => Type.Literal(name))))

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

/** A UUID in lower case, as the server writes them: one spelling per id, so that equal ids are equal strings. */
export const Id = Type.String({ pattern: `^${uuid}$`, title: 'a UUID in lower case' })

/** Made by the sender before the first try and kept through every repeat; UUIDv7 keeps the index of recent ids small. */
export const MessageId = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
  title: 'a UUIDv7 in lower case, made by the client',
})

/** `<service>/<kind>/<id>`: an append-only log that a client can follow. */
export const StreamName = Type.String({
  pattern: `^[a-z]{1,32}/[a-z]{1,32}/${uuid}$`,
  title: '<service>/<kind>/<uuid>, for example chat/room/0197…',
})

/** A place in a stream, from 1; 0 is before the first event. */
export const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, title: 'position in a stream' })

/** Seconds since 1970 at which the history a stream belongs to began; another number means another history. */
export const Epoch = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, title: 'which history' })

/** A position that cannot be honoured is answered with a reset; what no position can be is refused. */
export const Position = Type.Tuple([Epoch, Seq], { title: '[epoch, seq]' })

export const Time = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  title: 'milliseconds since 1970, UTC',
})

/** Beside every moment that a client has to act before: its clock may be set wrong, and how long a while is it knows all the same. */
export const Span = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  title: 'milliseconds from now, whatever the clocks say',
})

export const nameLength = 64

/** What people see of people and groups. The rule is in `name-rule.ts`. */
export const DisplayName = Type.String({
  minLength: 1,
  maxLength: nameLength,
  format: 'display-name',
  title: 'display name, 1 to 64 characters, all of them visible, no blanks at the ends',
})

/** What somebody may call themselves, from now on: names of before stay. */
export const PersonName = Type.String({
  minLength: 1,
  maxLength: nameLength,
  format: 'person-name',
  title: 'a name, 1 to 64 characters, all of them visible, no blanks at the ends, each word of one script',
})

export const Username = Type.String({
  minLength: 3,
  maxLength: 32,
  pattern: '^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$',
  title: 'a login name of 3 to 32 characters: a-z 0-9 . _ -, a letter or digit at both ends',
})

export const Password = Type.String({
  minLength: 8,
  maxLength: 256,
  format: 'whole-text',
  title: '8 to 256 characters',
})

/** A token is opaque; whatever we give out is of these. */
export const Token = { pattern: '^[!-~]+$', title: 'ASCII letters, digits and signs without blanks' } as const

/**
 * The pattern takes linear time: a text of the largest frame that is tried at every split would hold up the gateway for
 * seconds. That a reader sees anything is told in `text-rule.ts`.
 */
export const MessageText = Type.String({
  minLength: 1,
  maxLength: 4000,
  format: 'visible-text',
  pattern: '^(?!\\s*$)[^\\u0000]*$',
  title: 'markdown, 1 to 4,000 characters, of which a reader sees something',
})

/** As people react with it: one emoji, in the form that Unicode recommends, or the id of one of the space. The rule is in `emoji-rule.ts`. */
export const Emoji = Type.String({
  minLength: 1,
  maxLength: 36,
  format: 'emoji',
  title: 'one emoji, or the id of an emoji of the space',
})

/** Of an emoji of a space. */
export const EmojiName = Type.String({
  maxLength: 32,
  format: 'emoji-name',
  title: 'a name of 2 to 32 letters, digits, _ or -, with a letter in it',
})

/** Names the group too, so that the code alone is enough. */
export const InviteCode = Type.String({
  maxLength: 43,
  pattern: '^[A-Za-z0-9_-]{43}$',
  title: 'the code of an invitation: 43 letters, digits, - or _',
})

/** Short enough to be said aloud. */
export const PartyCode = Type.String({
  maxLength: 8,
  pattern: '^[0-9A-HJKMNP-TV-Z]{8}$',
  title: 'the code of a party: 8 letters and digits in upper case, none of them I, L, O or U',
})

/**
 * Later servers may have more. Rooms that one is listed are of the first two: a thread comes to who knows of threads, and the last
 * three, which are rooms of spaces, to who knows of those.
 */
export const RoomKind = Type.Union([
  Type.Literal('direct'),
  Type.Literal('group'),
  Type.Literal('thread'),
  Type.Literal('text'),
  Type.Literal('announcement'),
  Type.Literal('forum'),
])
/** Later servers may have more: who does not know one takes it for the least of them, which is the last. */
export const Role = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('member')])

/** Which profile of somebody is the latest: it grows with each change of theirs. */
export const ProfileVersion = Type.Integer({
  minimum: 1,
  description:
    'the number of what they tell of themselves now, which `profile.get` has. Not given: nothing, or it is not known here',
})

export const Guest = Type.Optional(
  Type.Literal(true, {
    description: 'they came in by a name alone, and have no account of their own. Not given: they have',
  }),
)

/** Where two of a name meet, the last six signs of `user` tell them apart: `Bob #d1e9a4`. */
export const User = Type.Object(
  {
    user: Id,
    name: DisplayName,
    profile: Type.Optional(ProfileVersion),
    picture: Type.Optional(
      described(
        Id,
        'the file of their picture: see `file.link`. Not given: none, or where `profile` is not given not known',
      ),
    ),
    program: Type.Optional(
      Type.Literal(true, { description: 'it acts by a service key, and is nobody. Not given: a person' }),
    ),
    guest: Guest,
  },
  { title: 'a person, as others see them' },
)

/**
 * An event as it travels: the same bytes live, in a range and in a page of history. `on` is its stream, `seq` its position
 * there, `ev` its name, `by` the id of whoever did it (where somebody did), `at` the moment by the server's clock, and `is`
 * what it says.
 */
export const EventFrame = Type.Object({
  on: StreamName,
  seq: Seq,
  ev: Type.String({ description: 'event name' }),
  by: Type.Optional(described(Id, 'the user who did it; not given where it was the server')),
  at: Time,
  is: Type.Record(Type.String(), Type.Unknown(), { description: 'the body of the event' }),
})
export type EventFrame = Static<typeof EventFrame>

/**
 * What stands in the place of an event that the reader may not see: it was taken back, or its author is hidden. It has the number
 * of the event, so that nothing is missing, whether it counts as unread, and nothing else of it.
 */
export const Redacted = Type.Object({
  on: StreamName,
  seq: Seq,
  ev: Type.Literal('redacted'),
  counts: Type.Optional(
    Type.Literal(false, { description: 'that the event never counted as unread. Not given: it counts' }),
  ),
})
export type Redacted = Static<typeof Redacted>

/** Where a reader stands in one stream. */
export const StreamState = Type.Object({
  on: StreamName,
  epoch: Epoch,
  head: described(Seq, 'the last position there is'),
  floor: described(Seq, 'events at and below this position are no longer held, or not shown to you who came later'),
  read: described(Seq, "the reader's cursor: everything up to here has been read"),
  unread: Type.Integer({ minimum: 0, description: 'events after the cursor that count as unread' }),
  mentions: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'how many messages after the cursor mention the reader, counted up to 100. Not given: none',
    }),
  ),
})
export type StreamState = Static<typeof StreamState>

/** What somebody who came later sees nothing of, beside a `floor`. */
export const Since = Type.Optional(
  described(
    Seq,
    'you see nothing up to here, as you came later: what becomes of a message of that is redacted, as long as it is held. Not given: that is the `floor` told beside it',
  ),
)
