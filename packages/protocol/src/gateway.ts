/** What the gateway answers itself. */
import * as Type from 'typebox'
import { described, Id, Position, Seq, Since, Span, StreamName, StreamState, strict, Time, Token } from './shapes.ts'
import { command, signal } from './table.ts'

/** Who goes on typing says so again after `again`, and is taken to have stopped after `over`; milliseconds. */
export const typingMs = { again: 5_000, over: 10_000 } as const

export const errorBlock = 1000

export const streams = {}

/** Positions that one `hello` may name, in as many frames as it takes. */
export const mostPositions = 10_000

/** Streams in one `stream.follow`. */
export const mostFollowed = 100

const Have = (description: string, maxProperties = mostPositions) =>
  Type.Record(StreamName, Position, { ...strict, description, maxProperties })

/** A service that has streams, by the first part of their names. */
const OwnerName = Type.String({ pattern: '^[a-z]{1,32}$', title: 'name of a service' })

export const FollowedStream = Type.Object({
  ...StreamState.properties,
  since: Since,
  from: described(Seq, 'the first event this connection gets is the one after this position'),
  reset: Type.Optional(
    Type.Literal(true, { description: 'what you had cannot be continued: drop it and read the history again' }),
  ),
})

export const commands = {
  hello: command({
    owner: 'gateway',
    about:
      'The first request on a socket. Names the streams followed; with positions it resumes and sends what was missed.',
    access: 'user',
    rate: 'free',
    weighs: 'have',
    input: Type.Object(
      {
        have: Type.Optional(
          Have('the last position that you took of each stream. Not given: `{}`, each stream from its head on'),
        ),
        opened: Type.Optional(
          Type.Literal(true, {
            description:
              'you read `opened` frames: what a slow service has to say, and the rest of a long list, comes in them. Not given: the answer names all streams, or UNAVAILABLE is answered',
          }),
        ),
      },
      strict,
    ),
    output: Type.Object({
      session: Id,
      user: Id,
      heartbeat_ms: Type.Integer({
        description:
          'after so long without a frame from you the server pings; after twice as long it closes the socket',
      }),
      token_expires_at: Time,
      token_expires_in_ms: Span,
      frame_bytes: Type.Integer({ description: 'the most that one frame may have; a larger one closes the socket' }),
      streams: Type.Array(FollowedStream),
      unknown: Type.Array(StreamName, {
        description: 'streams you named that do not exist or are not yours: STREAM_NOT_FOUND',
      }),
      opening: Type.Optional(
        Type.Array(OwnerName, {
          description:
            'services of which not all streams are named here: `opened` frames name them. Not given: all are named',
        }),
      ),
    }),
    errors: ['TOO_MANY_STREAMS'],
  }),
  'stream.have': command({
    owner: 'gateway',
    about: 'Before `hello`: positions that do not fit its frame. They count as if it had named them.',
    access: 'user',
    rate: 'free',
    weighs: 'have',
    input: Type.Object({ have: Have('the last position that you took of each of these streams') }, strict),
    output: Type.Object({}),
    errors: ['TOO_MANY_STREAMS'],
  }),
  'stream.follow': command({
    owner: 'gateway',
    about:
      'Follows streams that are not always followed: of rooms of spaces, while you look at them. Asked again it goes on from the position that you name.',
    access: 'user',
    rate: 'read',
    weighs: 'streams',
    input: Type.Object(
      {
        streams: Type.Array(StreamName, { minItems: 1, maxItems: mostFollowed }),
        have: Type.Optional(
          Have(
            'the last position that you took of each of these. Not given: `{}`, each stream from its head on',
            mostFollowed,
          ),
        ),
      },
      strict,
    ),
    output: Type.Object({
      streams: Type.Array(FollowedStream, { description: 'those that you follow now' }),
      unknown: Type.Array(StreamName, { description: 'those that do not exist or are not yours: STREAM_NOT_FOUND' }),
    }),
    errors: ['TOO_MANY_STREAMS'],
  }),
  'stream.leave': command({
    owner: 'gateway',
    about: 'Follows these streams no longer. Those that are always followed stay.',
    access: 'user',
    rate: 'read',
    weighs: 'streams',
    input: Type.Object({ streams: Type.Array(StreamName, { minItems: 1, maxItems: mostFollowed }) }, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'topic.watch': command({
    owner: 'gateway',
    about:
      'Watches topics, over this connection: before the answer comes how each stands, as a signal, and after it every change of that.',
    access: 'user',
    rate: 'read',
    weighs: 'topics',
    input: Type.Object({ topics: Type.Array(StreamName, { minItems: 1, maxItems: mostFollowed }) }, strict),
    output: Type.Object({
      topics: Type.Array(StreamName, { description: 'those that you watch now' }),
      unknown: Type.Array(StreamName, { description: 'those that there are not, or that you may not watch' }),
    }),
    errors: ['TOO_MANY_STREAMS'],
  }),
  'topic.leave': command({
    owner: 'gateway',
    about: 'Watches these topics no longer.',
    access: 'user',
    rate: 'free',
    weighs: 'topics',
    input: Type.Object({ topics: Type.Array(StreamName, { minItems: 1, maxItems: mostFollowed }) }, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'idle.set': command({
    owner: 'gateway',
    about:
      'Whether nobody sits before this device. It holds for this connection, which begins with somebody: say it again over the next one.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ idle: Type.Boolean() }, strict),
    output: Type.Object({}),
    errors: [],
  }),
  ping: command({
    owner: 'gateway',
    about: 'Answers at once; tells a client that the connection is alive.',
    access: 'user',
    rate: 'free',
    input: Type.Object({}, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'token.renew': command({
    owner: 'gateway',
    about: 'Puts a fresh access token of the same session behind an open socket.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        token: Type.String({
          ...Token,
          minLength: 1,
          maxLength: 4096,
          description: 'an access token of the same session',
        }),
      },
      strict,
    ),
    output: Type.Object({ token_expires_at: Time, token_expires_in_ms: Span }),
    errors: ['TOKEN_OF_ANOTHER'],
  }),
  'typing.start': command({
    owner: 'gateway',
    about: `Tells the others in a room that you type. While you do, say it again every ${typingMs.again / 1_000} seconds; more often it is answered, and told to nobody. It ends ${typingMs.over / 1_000} seconds after the last time, with your message, and with this connection.`,
    access: 'user',
    rate: 'write',
    input: Type.Object({ room: Id }, strict),
    output: Type.Object({}),
    errors: ['STREAM_NOT_FOUND'],
  }),
}

export const signals = {
  'typing.started': signal({
    about: `Somebody types (\`by\`): for ${typingMs.over / 1_000} seconds, or until their next message here, or until \`typing.stopped\`. Where many type, you are told of some.`,
    stream: 'chat/room',
    body: Type.Object({}),
    authored: true,
    toOthers: true,
  }),
  'typing.stopped': signal({
    about: 'Somebody who typed (`by`) is gone.',
    stream: 'chat/room',
    body: Type.Object({}),
    authored: true,
    toOthers: true,
  }),
}

export const events = {}
