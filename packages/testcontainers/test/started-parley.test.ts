import { once } from 'node:events'
import { isEvent, post } from '@parley/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ParleyContainer, type StartedParley } from '../src/index.ts'
import { ways } from './ways.ts'

describe.each(await ways())('a Parley that runs %s', (runtime) => {
  let parley: StartedParley
  beforeAll(async () => {
    parley = await new ParleyContainer().withRuntime(runtime).start()
  })
  afterAll(() => parley?.stop())
  const pair = () => parley.createUsers('Ann', 'Bob')

  test('says how it runs and where it is reached', async () => {
    expect(parley.runtime).toBe(runtime)
    expect(await (await fetch(`${parley.url}/ready`)).json()).toEqual({ ready: true })
    const { token } = await parley.createUser()
    const socket = new WebSocket(parley.socketUrl, ['parley.v1.json', `bearer.${token}`])
    await once(socket, 'open')
    socket.close()
  })

  test('signs people up, each with tokens that open the account', async () => {
    const [ann, bob] = await pair()
    expect(ann.username).not.toBe(bob.username)
    const tokens = [ann.token, await parley.token(ann), await parley.token(ann)]
    expect(new Set(tokens).size).toBe(3)
    for (const token of tokens)
      expect(await post(parley, 'account.get', {}, token)).toMatchObject({ user: ann.user, name: 'Ann' })
    expect(await post(parley, 'session.refresh', { refresh: bob.refresh })).toMatchObject({ user: bob.user })
  })

  test('does not let limits stand in the way of a test', async () => {
    const [ann, bob] = await pair()
    const conversation = await parley.conversation(ann, bob)
    await using client = await parley.connect(ann)
    const texts = Array.from({ length: 200 }, (_, place) => `message ${place}`)
    const sent = await Promise.all(texts.map((text) => client.rooms.get(conversation.id)?.send(text)))
    await client.waitFor(conversation.stream, Math.max(...sent.map((one) => one?.seq ?? 0)))
    const people = new Set<string>()
    while (people.size < 55) for (const { user } of await pair()) people.add(user)
  })

  test('gives two people a conversation, and clients that can wait for a position of it', async () => {
    const [ann, bob] = await pair()
    await using client = await parley.connect(bob)
    expect(client).toMatchObject({ state: 'online', user: bob.user })
    const conversation = await parley.conversation(ann, bob)
    const { id, seq } = await conversation.send(ann, 'Hello Bob')
    await client.waitFor(conversation.stream, seq)
    expect(client.rooms.get(conversation.id)).toMatchObject({
      kind: 'direct',
      name: 'Ann',
      messages: [{ id, by: ann.user }],
    })
    await client.waitFor(conversation.stream, seq)
    await expect(client.waitFor(conversation.stream, seq + 7, 200)).rejects.toThrow(
      `position ${seq + 7} of ${conversation.stream}: not within 200 ms. The client is online, and has ${seq}.`,
    )
    await expect(client.waitFor('chat/room/none', 1, 50)).rejects.toThrow('has nothing of it')
  })

  test('gives three people a group', async () => {
    const [ann, bob] = await pair()
    const eve = await parley.createUser('Eve')
    const conversation = await parley.conversation(ann, bob, eve)
    const { seq } = await conversation.send(eve, 'Hello all')
    await using client = await parley.connect(bob)
    expect(client.rooms.get(conversation.id)).toMatchObject({ kind: 'group', head: seq })
  })

  test('takes a client off the network and puts it back, and it has missed nothing and has nothing twice', async () => {
    const [ann, bob] = await pair()
    const conversation = await parley.conversation(ann, bob)
    await using client = await parley.connect(bob)
    const heard: string[] = []
    client.on('event', (event) => isEvent(event, 'message.sent') && heard.push(event.is.text))
    await conversation.send(ann, 'one')
    await client.cut()
    expect(client.state).not.toBe('online')
    const { seq } = await conversation.send(ann, 'two')
    await expect(client.waitFor(conversation.stream, seq, 300)).rejects.toThrow(/The client is (waiting|connecting)/)
    await client.heal()
    await client.waitFor(conversation.stream, seq)
    expect(heard).toEqual(['one', 'two'])
    expect(client.faults).toBe(0)
  })

  test('lets a network stand still without a word, and go on', async () => {
    const [ann, bob] = await pair()
    const conversation = await parley.conversation(ann, bob)
    await using client = await parley.connect(bob)
    client.stall()
    const { seq } = await conversation.send(ann, 'while it stands still')
    await expect(client.waitFor(conversation.stream, seq, 300)).rejects.toThrow('The client is online')
    await client.heal()
    await client.waitFor(conversation.stream, seq)
  })

  test('does not wait for what can no longer come', async () => {
    const [ann] = await pair()
    const client = await parley.connect(ann)
    const waiting = client.waitFor('chat/room/none', 1)
    waiting.catch(() => {})
    await client.close()
    await client.close()
    await expect(waiting).rejects.toThrow('can no longer come')
  })

  test('has logs without errors, and finds no secret in them', async () => {
    const [ann] = await pair()
    await using _client = await parley.connect(ann)
    expect(await parley.logs()).toContain('"service":"gateway"')
    expect(await parley.errors()).toEqual([])
    await parley.assertNoSecrets()
  })

  test('finds a password that stands in the logs, and does not repeat it', async () => {
    const login = { username: `u${Date.now()}`, password: '"service":"gateway"' }
    await post(parley, 'account.create', { ...login, name: 'Careless' })
    await parley.token(login)
    const failure = await parley.assertNoSecrets().catch((reason: Error) => reason.message)
    expect(failure).toContain(`the password of ${login.username} is in the logs: `)
    expect(failure).not.toContain(login.password)
  })
})
