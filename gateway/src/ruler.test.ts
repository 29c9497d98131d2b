import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { SpaceGateway, type SpaceLimits } from '../test/simulation/space-gateway.ts'
import { addRules, audiences, type Message, people, rooms, SpaceOwner, space } from '../test/simulation/space-owner.ts'
import { place, stepsOf } from '../test/simulation/steps.ts'

interface World {
  readonly owner: SpaceOwner
  readonly gateway: SpaceGateway
}
type Happening = (world: World, which: number, much: number) => void

const pick = <T>(from: Iterable<T>, which: number): T | undefined => {
  const all = [...from]
  return all[which % Math.max(all.length, 1)]
}
const roomAt = (which: number) => rooms[which % rooms.length] as string
const personAt = (which: number) => people[which % people.length] as string
/** Nothing, one room, the other, both, or not to live there. */
const seeing = (much: number) => [[], audiences.slice(0, 1), audiences.slice(1), audiences, undefined][much % 5]

const happenings = {
  say: ({ owner, gateway }, which) => gateway.publish(owner.say(roomAt(which))),
  tell: ({ owner, gateway }, which) => gateway.publish(owner.tell(roomAt(which))),
  moved: ({ owner, gateway }, which) => gateway.publish(owner.moved(roomAt(which))),
  change: ({ owner, gateway }, which, much) => {
    const whom = which % 4 === 3 ? undefined : personAt(which)
    gateway.publish(owner.change(whom, seeing(much), much % 3 ? undefined : roomAt(much)))
  },
  changeLater: ({ owner, gateway }, which, much) =>
    gateway.publish(owner.changeLater(personAt(which), seeing(much), much % 3 ? undefined : roomAt(much))),
  speak: ({ owner }, which) => {
    owner.says = which % 3 > 0
  },
  retain: ({ owner }, which, much) => owner.retain(pick([space, ...rooms], which) as string, much % 3),
  arrive: ({ gateway }, which) => {
    const [message] = gateway.messages.splice(place(gateway.messages, which), 1)
    if (message) gateway.arrive(message)
  },
  arriveTwice: ({ gateway }, which) => {
    const message = pick(gateway.messages, which)
    if (message) gateway.arrive(message)
  },
  drop: ({ gateway }, which) => void gateway.messages.splice(place(gateway.messages, which), 1),
  turn: ({ gateway }) => gateway.turn(),
  hello: ({ owner, gateway }, which, much) =>
    gateway.hello(personAt(which), much, much % 2 ? Math.max(owner.head(space).head - (much % 5), 0) : undefined),
  look: ({ owner, gateway }, which, much) => {
    const client = pick(gateway.clients, which)
    const on = roomAt(much)
    if (client) gateway.look(client, on, much % 4 > 1 ? Math.max(owner.head(on).head - (much % 5), 0) : undefined)
  },
  close: ({ gateway }, which) => {
    const client = pick(gateway.clients, which)
    if (client) gateway.close(client)
  },
  gone: ({ gateway }, which) => gateway.gone(place(gateway.closings, which)),
  reach: ({ gateway }, which) => gateway.reach(place(gateway.questions, which)),
  answer: ({ gateway }, which) => gateway.answer(place(gateway.questions, which)),
  refuse: ({ gateway }, which) => gateway.refuse(place(gateway.questions, which)),
  repair: ({ gateway }) => gateway.repair(),
  compare: ({ gateway }) => gateway.compare(),
} satisfies Record<string, Happening>

const often = {
  say: 6,
  tell: 3,
  moved: 3,
  change: 5,
  arrive: 10,
  turn: 3,
  hello: 4,
  look: 6,
  reach: 5,
  answer: 9,
  repair: 3,
}
const steps = stepsOf(happenings, { often, which: 11, much: 41, maxLength: 120 })
const limits: fc.Arbitrary<SpaceLimits> = fc.record({
  ringEvents: fc.constantFrom(0, 1, 3, 20),
  rangeLimit: fc.constantFrom(1, 50),
  missedBytes: fc.constantFrom(1, 10_000),
})

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

beforeAll(addRules)

describe('who follows a room of a space', () => {
  const [room = '', other = ''] = rooms
  const [ann = '', bob = ''] = people

  const begin = async (limit: Partial<SpaceLimits> = {}) => {
    const owner = new SpaceOwner()
    const gateway = new SpaceGateway(owner, { ringEvents: 10, rangeLimit: 50, missedBytes: 10_000, ...limit })
    const answer = async () => {
      await settle()
      while (gateway.questions.length > 0) {
        gateway.answer(0)
        await settle()
      }
      gateway.turn()
    }
    const come = async (person: string) => {
      const before = new Set(gateway.clients)
      gateway.hello(person, 0)
      await answer()
      const client = [...gateway.clients].find((one) => !before.has(one))
      if (!client) throw new Error('nobody came')
      for (const on of rooms) gateway.look(client, on)
      await answer()
      return client
    }
    const arrive = async (...messages: Message[]) => {
      for (const message of messages) gateway.arrive(message)
      gateway.turn()
      await settle()
    }
    return { owner, gateway, answer, come, arrive }
  }

  test('gets nothing more of the space until it is known what they see, and then the rest; nobody else waits', async () => {
    const { owner, gateway, answer, come, arrive } = await begin()
    const [client, free] = [await come(ann), await come(bob)]
    await arrive(owner.say(room), owner.change(ann, [audiences[1] as string]))
    expect([client.due.get(space), client.due.get(room), client.due.get(other)]).toEqual([2, 2, 1])
    await arrive(owner.say(room), owner.say(other), owner.tell(other), owner.moved(other))
    expect([client.due.get(space), client.due.get(room), client.due.get(other)]).toEqual([2, 2, 1])
    expect([free.due.get(space), free.due.get(room), free.due.get(other)]).toEqual([3, 3, 2])
    await answer()
    expect([client.due.get(space), client.due.get(room), client.due.get(other)]).toEqual([3, undefined, 2])
    expect([client.signals, client.closed, gateway.complaints]).toEqual([[audiences[1]], false, []])
  })

  test('waits where the owner does not answer, and goes on when it does', async () => {
    const { owner, gateway, answer, come, arrive } = await begin()
    const client = await come(ann)
    await arrive(owner.change(undefined, audiences), owner.say(room))
    for (let tries = 0; tries < 3; tries++) {
      gateway.refuse(0)
      await settle()
    }
    expect(client.due.get(room)).toBe(1)
    await answer()
    expect(client.due.get(room)).toBe(2)
  })

  test('gets nothing of a room that comes before the change of the space that it knows of', async () => {
    const { owner, gateway, answer, come, arrive } = await begin()
    const client = await come(ann)
    const change = owner.change(ann, [])
    await arrive(owner.say(room), owner.moved(room))
    gateway.repair()
    await settle()
    gateway.answer(0)
    await settle()
    expect([client.due.get(room), client.signals]).toEqual([1, []])
    await arrive(change)
    await answer()
    expect([client.due.get(room), client.signals, gateway.complaints]).toEqual([undefined, [], []])
  })

  test('gets it when the space has come so far, where they see the room still', async () => {
    const { owner, gateway, answer, come, arrive } = await begin()
    const client = await come(bob)
    const change = owner.change(ann, [])
    await arrive(owner.say(room))
    expect(client.due.get(room)).toBe(1)
    await arrive(change)
    gateway.repair()
    await answer()
    expect(client.due.get(room)).toBe(2)
  })

  test('who shares what they see with many is one of a class, and no longer where that changes for them', async () => {
    const { owner, gateway, answer, come, arrive } = await begin()
    const clients = [await come(ann), await come(bob)]
    await arrive(owner.change(ann, [audiences[0] as string]))
    await answer()
    await arrive(owner.tell(other))
    expect(clients.map(({ shown }) => shown.at(-1))).toEqual(['redacted', 'said'])
    await arrive(owner.change(undefined, audiences, other), owner.tell(other))
    await answer()
    expect(clients.map(({ shown }) => shown.slice(-2))).toEqual([
      ['said', 'said'],
      ['said', 'said'],
    ])
    expect(gateway.complaints).toEqual([])
  })

  test('is asked about, with all others, after an event of a later release, which may change what anybody sees', async () => {
    const { owner, gateway, answer, come, arrive } = await begin()
    const clients = [await come(ann), await come(bob)]
    await arrive(owner.changeLater(ann, []), owner.say(room))
    expect(clients.map(({ due }) => [due.get(space), due.get(room)])).toEqual([
      [2, 1],
      [2, 1],
    ])
    await answer()
    expect(clients.map(({ due }) => due.get(room))).toEqual([undefined, 2])
    expect([clients.map(({ closed }) => closed), gateway.complaints]).toEqual([[false, false], []])
  })

  test('is out of the space, of all of its rooms, when they live there no longer', async () => {
    const { owner, gateway, answer, come, arrive } = await begin()
    const client = await come(ann)
    await arrive(owner.change(ann, undefined), owner.say(room), owner.tell(room))
    await answer()
    expect([[...client.due.keys()], client.closed, gateway.complaints]).toEqual([[], false, []])
  })
})

test('whatever happens on the way, nobody gets anything of a space that they may not see, and all else in order, once, to the end', async () => {
  await fc.assert(
    fc.asyncProperty(limits, steps, async (limit, happened) => {
      const owner = new SpaceOwner()
      const gateway = new SpaceGateway(owner, limit)
      for (const { what, which, much } of happened) {
        happenings[what]({ owner, gateway }, which, much)
        await settle()
        expect(gateway.complaints).toEqual([])
      }
      await gateway.converge()
      expect(gateway.faults()).toEqual([])
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 3_000 },
  )
})
