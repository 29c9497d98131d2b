/** What the gateway answers itself. */
import * as Type from 'typebox'
import { described, Id, Position, Seq, Span, StreamName, StreamState, strict, Time, Token } from './shapes.ts'
import { command } from './table.ts'

const FollowedStream = Type.Object({
  ...StreamState.properties,
  from: described(Seq, 'the first event this connection gets is the one after this position'),
  reset: Type.Optional(
    Type.Literal(true, { description: 'what you had cannot be continued: drop it and read the history again' }),
  ),
})

export const gatewayCommands = {
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
          Type.Record(StreamName, Position, {
            ...strict,
            description:
              'the last position that you took of each stream. Not given: `{}`, each stream from its head on',
            maxProperties: 10_000,
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
    }),
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
}
