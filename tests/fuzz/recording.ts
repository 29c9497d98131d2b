/** What good clients send, byte by byte: SDK sessions in both encodings, and commands over HTTP. */
import { Transform } from 'node:stream'
import { layLink } from '@parley/testcontainers/link'
import { readFrames } from '../setup/frames.ts'
import { connect } from '../setup/sdk.ts'
import { type Gates, gatesAt, type Person } from '../setup/world.ts'

/** One connection: the head of its first request, then frame by frame, or whatever was sent at once. */
export type Recording = readonly Buffer[]

const converse = async (url: string, { token }: Person, friend: Person, encoding: 'json' | 'msgpack') => {
  await using parley = await connect(url, { token: async () => token }, { encoding })
  const room = await parley.createGroup('Lunch', [friend.user])
  await room.load()
  for (const text of ['Hello', 'How are **you**? \u{1f600}', 'x'.repeat(300)]) await room.send(text)
  await room.loadOlder()
  await room.markRead()
  await parley.call('user.search', { name: friend.name })
  await parley.call('member.remove', { room: room.id, user: friend.user })
}

const ask = async (url: string, { token }: Person, friend: Person) => {
  const { post } = gatesAt([url])
  const { room } = await post('room.create', { kind: 'direct', user: friend.user }, token)
  await post('room.history', { room, limit: 10 }, token)
  await post('room.list', {}, token)
}

const piecesOf = (chunks: readonly Buffer[]): Recording => {
  const bytes = Buffer.concat(chunks)
  const end = bytes.indexOf('\r\n\r\n') + 4
  if (!bytes.subarray(0, end).includes('/v1/socket')) return chunks
  return [bytes.subarray(0, end), ...readFrames(bytes.subarray(end)).frames.map((frame) => frame.bytes)]
}

export const record = async ({ url }: Gates, one: Person, friend: Person): Promise<readonly Recording[]> => {
  const connections: Buffer[][] = []
  const tap = () => {
    const sent: Buffer[] = []
    connections.push(sent)
    return new Transform({
      transform(bytes: Buffer, _, done) {
        sent.push(bytes)
        done(null, bytes)
      },
    })
  }
  await using link = await layLink([url], { requests: tap })
  for (const encoding of ['json', 'msgpack'] as const) await converse(link.url, one, friend, encoding)
  await ask(link.url, one, friend)
  return connections.map(piecesOf)
}
