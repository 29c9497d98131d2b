/** Tokens that say what they are for, as those of bots do: over HTTP and on a socket they open the same. */
import { randomUUID } from 'node:crypto'
import { uuid7 } from '@parley/client'
import type { CommandName } from '@parley/protocol'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connectRaw } from '../setup/raw-client.ts'
import { type Signer, signerOf } from '../setup/signer.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

let world: World
let signer: Signer
let ann: Person
let room: string
beforeAll(async () => {
  world = await startWorld(inject('backing'))
  signer = await signerOf(world)
  ann = await world.person('Ann')
  room = (await world.post('room.create', { kind: 'group', name: 'Bots', members: [] }, ann.token)).room
})
afterAll(() => world[Symbol.asyncDispose]())

const inputs = (): Partial<Record<CommandName, object>> => ({
  'room.list': {},
  'message.send': { room, id: uuid7(), text: 'Hello' },
  'room.create': { kind: 'group', key: randomUUID(), name: 'Another', members: [] },
  'account.get': {},
  'account.change': { name: 'Anna' },
})

/** Of each of these commands, whether it was answered, or the scope that the token lacks. */
const opened = async (ask: (name: CommandName, input: object) => Promise<unknown>) => {
  const asked = Object.entries(inputs()).map(async ([name, input]) => {
    const answer = ask(name as CommandName, input).then(
      () => 'ok',
      (error: { name: string; scope?: string }) => (error.name === 'SCOPE_MISSING' ? error.scope : error.name),
    )
    return [name, await answer] as const
  })
  return Object.fromEntries(await Promise.all(asked))
}

const [read, write, account, change] = ['chat:read', 'chat:write', 'auth:read', 'auth:write']

test.each([
  [undefined, ['ok', 'ok', 'ok', 'ok', 'ok']],
  ['gateway:read', [read, write, write, account, change]],
  ['gateway:read message.send', [read, 'ok', write, account, change]],
  ['gateway:read chat:read', ['ok', write, write, account, change]],
  ['gateway:read chat:read chat:write', ['ok', 'ok', 'ok', account, change]],
])('a token for %s opens that, over HTTP and on a socket alike', async (scope, outcomes) => {
  const token = signer.sign(ann.token, { scope })
  const expected = Object.fromEntries(Object.keys(inputs()).map((name, place) => [name, outcomes[place]]))
  expect(await opened((name, input) => world.post(name, input as never, token))).toEqual(expected)
  await using client = await connectRaw(world.url, token)
  expect(await opened((name, input) => client.call(name, input as never))).toEqual(expected)
})

test('a token for other things opens no socket, and one for nothing opens nothing', async () => {
  for (const scope of ['chat:read', '']) {
    const refused = connectRaw(world.url, signer.sign(ann.token, { scope }))
    await expect(refused).rejects.toMatchObject({ name: 'SCOPE_MISSING', scope: 'gateway:read' })
  }
  const asked = world.post('room.list', {}, signer.sign(ann.token, { scope: '' }))
  await expect(asked).rejects.toMatchObject({ name: 'SCOPE_MISSING' })
})

test('an open socket is for what its newest token is for', async () => {
  await using client = await connectRaw(world.url, ann.token)
  const send = () => client.call('message.send', { room, id: uuid7(), text: 'Hello' })
  await send()
  await client.call('token.renew', { token: signer.sign(ann.token, { scope: 'gateway:read chat:read' }) })
  await expect(send()).rejects.toMatchObject({ name: 'SCOPE_MISSING', scope: 'chat:write' })
  await client.call('token.renew', { token: ann.token })
  await send()
})
