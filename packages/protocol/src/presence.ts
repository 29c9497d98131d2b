/** Who is there, and what they say of it; owned by the presence service. */
import * as Type from 'typebox'
import { Game } from './contacts/shapes.ts'
import { described, Id, Span, strict, Time } from './shapes.ts'
import { command, signal } from './table.ts'

export const errorBlock = 1600

export const streams = {
  'presence/person': {
    about: 'Whether somebody is there, as whoever watches them may know. Nobody follows it: see `topic.watch`.',
    followed: false,
    topic: true,
  },
} as const

/** People in one `presence.list`. */
export const mostListed = 50
/** Bytes of one activity as JSON. */
export const mostActivityBytes = 16_384
/** How long a status or an activity may last, and how long an activity lasts that does not say; milliseconds. */
export const lastingMs = { most: 30 * 86_400_000, activity: 600_000 } as const

/** A member of a body that may be left out; `otherwise` is what holds then. */
const maybe = <T extends Type.TSchema>(shape: T, about: string, otherwise: string) =>
  Type.Optional(described(shape, `${about}. Not given: ${otherwise}`))

const Status = Type.String({ maxLength: 128, format: 'line', title: 'one line of at most 128 characters' })

const activityOf = (most: number) =>
  Type.Record(
    Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$', title: 'a name of 1 to 64 letters, digits and _' }),
    Type.String({ maxLength: 256, format: 'line', title: 'one line of at most 256 characters' }),
    {
      ...strict,
      maxProperties: most,
      title: `what somebody plays or does: up to ${most} lines of at most 256 characters, by names of at most 64`,
    },
  )
const lines = 30
/** With the game that says it. */
const Activity = activityOf(lines + 1)

const State = Type.Union([Type.Literal('online'), Type.Literal('idle'), Type.Literal('dnd'), Type.Literal('offline')], {
  title: 'how somebody is there',
})

const Chosen = Type.Union([Type.Literal('automatic'), Type.Literal('dnd'), Type.Literal('invisible')])
const chosen =
  '`automatic`: by your devices, the most present of which counts; `dnd`: do not disturb; `invisible`: others see you as offline'

const SeenBy = Type.Union([Type.Literal('everyone'), Type.Literal('nobody')])
const seenBy = 'who is told when you were last there'

const Shown = {
  version: Type.Integer({
    minimum: 0,
    description: 'which of two states is the later: the one with the higher number',
  }),
  state: described(
    State,
    '`idle`: nobody sits before any of their devices; `dnd`: do not disturb; `offline`: not there, or not to be seen. Later servers may have more',
  ),
  status: maybe(Status, 'what they say of it', 'nothing'),
  activity: maybe(Activity, 'what they play or do', 'nothing'),
  seen_at: maybe(Time, 'of who is offline: when they were last there', 'not known, or not told'),
}

const Own = Type.Object({
  state: described(Chosen, chosen),
  status: maybe(Status, 'what you say of it', 'nothing'),
  status_ends_at: maybe(Time, 'when that ends', 'it does not'),
  activity: maybe(Activity, 'what you play or do', 'nothing'),
  activity_ends_at: maybe(Time, 'when that ends', 'there is none'),
  last_seen: described(SeenBy, seenBy),
})

const Lasting = Type.Integer({ ...Span, minimum: 1_000, maximum: lastingMs.most })

export const commands = {
  'presence.set': command({
    owner: 'presence',
    about:
      'Says how you want to be seen. It holds on all of your devices, and over times when you are away; a status and an activity are shown while you are there. What is not given stays as it is.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        state: maybe(Chosen, chosen, 'as before'),
        status: maybe(Status, 'what you say of it; empty for nothing', 'as before'),
        status_ends_in_ms: maybe(Lasting, 'when the `status` given here ends', 'it does not'),
        activity: maybe(activityOf(lines), 'what you play or do; empty for nothing', 'as before'),
        game: maybe(
          Game,
          'the game that says the `activity`, and stands in it as `game`; an empty one takes away what this game has said, and nothing of another',
          'any',
        ),
        activity_ends_in_ms: maybe(
          Lasting,
          'when the `activity` given here ends, where it is not said again',
          `${lastingMs.activity}`,
        ),
        last_seen: maybe(
          SeenBy,
          `${seenBy}; while you are offline to others it counts from the next time on`,
          'as before',
        ),
      },
      strict,
    ),
    output: Own,
    errors: ['ACTIVITY_TOO_LARGE'],
  }),
  'presence.get': command({
    owner: 'presence',
    about: 'How you want to be seen.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Own,
    errors: [],
  }),
  'presence.list': command({
    owner: 'presence',
    about:
      'How others are there now; who goes on looking watches their topics. Of whom you may not know, and who is nobody, it tells what it tells of who was never there.',
    access: 'user',
    rate: 'read',
    weighs: 'users',
    input: Type.Object({ users: Type.Array(Id, { minItems: 1, maxItems: mostListed, uniqueItems: true }) }, strict),
    output: Type.Object({
      people: Type.Array(Type.Object({ user: Id, ...Shown }), { description: 'in the order of the question' }),
    }),
    errors: [],
  }),
}

export const events = {}

export const signals = {
  'presence.changed': signal({
    about: 'How somebody (`by`) is there now.',
    stream: 'presence/person',
    body: Type.Object(Shown),
    authored: true,
    state: { version: 'version' },
  }),
}
