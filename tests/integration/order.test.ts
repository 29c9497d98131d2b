import { uuid7 } from '@parley/client'
import type { EventFrame } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { faultsIn } from '../faults/history/history.ts'
import { atOnce } from '../setup/at-once.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { sightsOf } from '../setup/sights.ts'
import { storedEvents, storedFrames } from '../setup/stored.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const rooms = 200
const senders = 20
const messagesEach = 2

interface Reader {
  readonly person: Person
  readonly client: RawClient
}

interface Conversation {
  readonly room: string
  readonly on: string
  readonly head: number
  readonly members: readonly Reader[]
}

let world: World
let readers: Reader[]
let conversations: Conversation[]
const acknowledged: { on: string; seq: number; id: string }[] = []

/** Each conversation has other members, and each of them is on one of two gateways. */
const membersOf = (conversation: number): Reader[] =>
  Array.from(
    { length: senders },
    (_, place) => readers[(conversation * 7 + place * 2 + (place % 2)) % readers.length] as Reader,
  )

const openConversation = async (place: number): Promise<Conversation> => {
  const members = membersOf(place)
  const [creator, ...others] = members as [Reader, ...Reader[]]
  const input = { kind: 'group', name: `Room ${place}`, members: others.map(({ person }) => person.user) } as const
  const { room, on, head } = await creator.client.call('room.create', input)
  return { room, on, head, members }
}

/** Every fifth sender posts over HTTP, through the gateway that they are not connected to. */
const sendAs = async ({ person, client }: Reader, place: number, { room, on }: Conversation, text: string) => {
  const input = { room, id: uuid7(), text }
  const sent =
    place % 5 === 0 ? await world.post('message.send', input, person.token) : await client.call('message.send', input)
  acknowledged.push({ on, seq: sent.seq, id: input.id })
}

const readAll = ({ client }: Reader, { on, head }: Conversation) =>
  client.until(() => client.events(on).at(-1)?.seq === head + senders * messagesEach)

beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2, env: { CALL_TIMEOUT_MS: '60000' } })
  const people = await Promise.all(Array.from({ length: 40 }, (_, place) => world.person(`Person ${place}`)))
  readers = await Promise.all(
    people.map(async (person, place) => ({ person, client: await world.connect(person, { gateway: place % 2 }) })),
  )
  conversations = await atOnce([...Array(rooms).keys()], 10, openConversation)
  await Promise.all(
    conversations.flatMap((conversation) =>
      conversation.members.flatMap((reader, place) =>
        Array.from({ length: messagesEach }, (_, nth) => sendAs(reader, place, conversation, `${place} ${nth}`)),
      ),
    ),
  )
  await Promise.all(
    conversations.flatMap((conversation) => conversation.members.map((reader) => readAll(reader, conversation))),
  )
}, 240_000)

afterAll(async () => {
  await Promise.all(readers.map(({ client }) => client[Symbol.asyncDispose]()))
  await world[Symbol.asyncDispose]()
})

const textsOf = (events: readonly EventFrame[]) =>
  events.filter(({ ev }) => ev === 'message.sent').map(({ is }) => String(is.text))

describe(`${rooms} conversations with ${senders} concurrent senders each, through two gateways and two chat processes`, () => {
  test('show every reader 1, 2, 3 … without gap, duplicate or disorder, as Postgres has it', async () => {
    const stored = await storedEvents(world.environment.adminUrl)
    const seen = new Map(
      readers.map(({ person: { user }, client }) => [
        user,
        { user, sights: sightsOf(client.frames, user), stayed: true },
      ]),
    )
    expect(acknowledged).toHaveLength(rooms * senders * messagesEach)
    expect(faultsIn({ tried: acknowledged.map(({ id }) => id), acknowledged, stored, seen })).toEqual([])
  })

  test('show all readers the same events, to the last byte of what is stored', async () => {
    for (const { on, members, head } of conversations) {
      const stored = (await storedFrames(world.environment.adminUrl, on)).slice(head)
      for (const { client } of members) expect(client.events(on)).toEqual(stored)
    }
  })

  test('keep what one sender sends on one connection in the order it was sent', () => {
    for (const { on, members } of conversations) {
      const texts = textsOf(members[0]?.client.events(on) ?? [])
      members.forEach((_, place) => {
        if (place % 5 === 0) return
        const own = texts.filter((text) => text.startsWith(`${place} `))
        expect(own).toEqual(Array.from({ length: messagesEach }, (__, nth) => `${place} ${nth}`))
      })
    }
  })
})
