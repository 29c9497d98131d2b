/** What the gateway answers itself. */
import * as Type from 'typebox'
import { Id, Position, Span, StreamName, StreamState, strict, Time, tokenPattern } from './shapes.ts'
import { command } from './table.ts'

const FollowedStream = Type.Object({
  ...StreamState.properties,
  from: Type.Integer({
    minimum: 0,
    description: 'the first event this connection gets is the one after this position',
  }),
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
            description: 'the last position seen of each stream',
            maxProperties: 10_000,
          }),
        ),
      },
      strict,
    ),
    output: Type.Object({
      session: Id,
      user: Id,
      heartbeat_ms: Type.Integer({ description: 'send something at least this often; `ping` will do' }),
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
          minLength: 1,
          maxLength: 4096,
          pattern: tokenPattern,
        }),
      },
      strict,
    ),
    output: Type.Object({ token_expires_at: Time, token_expires_in_ms: Span }),
    errors: ['TOKEN_OF_ANOTHER'],
  }),
}
