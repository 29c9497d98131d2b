import { uuid7 } from '@parley/client'
import { startGateway } from '@parley/gateway'
import { closeCodes, errors } from '@parley/protocol'
import type { Environment, RunningService } from '@parley/service-kit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connectRaw, openSocket, type RawClient } from '../setup/raw-client.ts'
import { storedFrames } from '../setup/stored.ts'
import { upgrade } from '../setup/upgrade.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'))
})
afterAll(() => world[Symbol.asyncDispose]())

const startLeaving = async (env: Environment = {}) => {
  const gateway: RunningService = await startGateway({ ...world.env(), ...env })
  const url = `http://127.0.0.1:${gateway.port}`
  return { url, connect: ({ token }: Person) => connectRaw(url, token), leave: () => gateway[Symbol.asyncDispose]() }
}

const makeGroup = async (size: number) => {
  const people = await Promise.all(Array.from({ length: size }, (_, place) => world.person(`Person ${place}`)))
  const [owner, ...others] = people as [Person, ...Person[]]
  const members = others.map(({ user }) => user)
  return { people, ...(await world.post('room.create', { kind: 'group', name: 'Team', members }, owner.token)) }
}

interface Attempt {
  readonly id: string
  readonly text: string
  readonly by: Person
  seq?: number
}

/** Sends without a pause until the connection ends; what was answered has its position. */
const sendOn = async (client: RawClient, by: Person, room: string, attempts: Attempt[]) => {
  let open = true
  void client.closed().then(() => {
    open = false
  })
  while (open) {
    const batch = Array.from({ length: 5 }, (): Attempt => ({ id: uuid7(), text: `from ${by.name}`, by }))
    attempts.push(...batch)
    const sent = batch.map(async (attempt) => {
      attempt.seq = (await client.call('message.send', { room, id: attempt.id, text: attempt.text })).seq
    })
    await Promise.race([Promise.all(sent), client.closed()])
  }
}

describe('a gateway that leaves', () => {
  test.each([
    ['at once', '0'],
    ['over a while', '400'],
  ])('%s closes its clients with a word to come back, and loses nothing that was under way', async (_, drainMs) => {
    const leaving = await startLeaving({ DRAIN_MS: drainMs })
    const { people, room, on, head } = await makeGroup(6)
    await using watcher = await world.connect(people[0] as Person)
    const clients = await Promise.all(people.map((person) => leaving.connect(person)))
    const attempts: Attempt[] = []
    const sending = clients.map((client, place) => sendOn(client, people[place] as Person, room, attempts))
    await watcher.until(() => watcher.events(on).length > 100)
    await leaving.leave()
    for (const client of clients) expect(await client.closed()).toBe(closeCodes.GOING_AWAY.code)
    await Promise.all(sending)

    const acknowledged = attempts.filter((attempt) => attempt.seq !== undefined)
    expect(acknowledged.length).toBeGreaterThan(100)
    for (const { by, id, text, ...attempt } of attempts) {
      const { seq } = await world.post('message.send', { room, id, text }, by.token)
      if (attempt.seq !== undefined) expect(seq).toBe(attempt.seq)
    }
    const stored = await storedFrames(world.environment.adminUrl, on)
    const ids = stored.slice(head).map((event) => event.is.id)
    expect(ids).toHaveLength(attempts.length)
    expect(new Set(ids)).toEqual(new Set(attempts.map(({ id }) => id)))
    await watcher.waitFor(on, head + attempts.length)
    expect(watcher.events(on).map(({ seq }) => seq)).toEqual(attempts.map((_, place) => head + 1 + place))

    for (const [place, client] of clients.entries()) {
      await using again = await connectRaw(world.url, (people[place] as Person).token, { have: client.positions() })
      await again.waitFor(on, head + attempts.length)
      const seen = [...client.events(on), ...again.events(on)].map(({ seq }) => seq)
      expect(seen).toEqual(attempts.map((_, number) => head + 1 + number))
    }
  })

  test('answers all that it was asked before it closes', async () => {
    const leaving = await startLeaving()
    const { people, room } = await makeGroup(2)
    await using client = await leaving.connect(people[0] as Person)
    const answers: number[] = []
    const ask = async () => {
      answers.push((await client.call('message.send', { room, id: uuid7(), text: 'Hello' })).seq)
    }
    const asked = Array.from({ length: 200 }, ask)
    await asked[0]
    await leaving.leave()
    expect(await client.closed()).toBe(closeCodes.GOING_AWAY.code)
    const [first = 0] = answers
    expect(answers).toEqual(asked.map((_, place) => first + place))
  })

  test('takes nobody in any more, says so to those who ask, and is not ready', async () => {
    const leaving = await startLeaving()
    const ann = await world.person('Ann')
    await using client = await leaving.connect(ann)
    await using lingers = await leaving.connect(ann)
    lingers.socket.pause()
    const left = leaving.leave()
    expect(await client.closed()).toBe(closeCodes.GOING_AWAY.code)
    const answer = await upgrade(leaving.url, { protocols: `parley.v1.json, bearer.${ann.token}` })
    expect(answer.status).toBe(errors.UNAVAILABLE.status)
    expect(JSON.parse(answer.body)).toMatchObject({ error: { name: 'UNAVAILABLE', retry_ms: expect.any(Number) } })
    expect((await fetch(`${leaving.url}/ready`)).status).toBe(503)
    lingers.socket.resume()
    await left
    await expect(fetch(`${leaving.url}/live`)).rejects.toThrow()
  })

  test('does not wait for a client that does not let go', async () => {
    const leaving = await startLeaving({ CALL_TIMEOUT_MS: '300' })
    const { token } = await world.person('Ann')
    const socket = openSocket(leaving.url, ['parley.v1.json', `bearer.${token}`])
    await new Promise((resolve) => socket.once('open', resolve))
    socket.pause()
    const begun = Date.now()
    await leaving.leave()
    expect(Date.now() - begun).toBeLessThan(6_000)
    socket.terminate()
  })
})
