import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Client, Positions } from '../test/simulation/client.ts'
import { Gateway, type Limits, settle } from '../test/simulation/gateway.ts'
import { addLooks, Owner, room, users } from '../test/simulation/owner.ts'
import { place, stepsOf } from '../test/simulation/steps.ts'

/** One of those that there are. */
const pick = <T>(from: Iterable<T>, which: number): T | undefined => {
  const all = [...from]
  return all[which % Math.max(all.length, 1)]
}
/** What a client that comes may say it has: nothing, what another device saw, or anything at all. */
const havings = (owner: Owner, gateway: Gateway, user: string, much: number): Positions => {
  const other = [...gateway.clients].find((client) => client.user === user)
  const { epoch, head } = owner.head(room)
  const choices: Positions[] = [
    {},
    other?.positions ?? {},
    Object.fromEntries(owner.streams.map((on) => [on, [owner.epoch, 0]])),
    { [room]: [epoch, head - (much % 7)] },
    { [room]: [epoch - 1, head] },
    { [room]: [epoch, head + 3] },
    { [room]: [epoch, -1] },
  ]
  return choices[much % choices.length] as Positions
}

type Happening = (world: { owner: Owner; gateway: Gateway }, which: number, much: number) => void

const happenings = {
  say: ({ owner, gateway }, which, much) => gateway.publish(owner.say(1 + (much % 4), which)),
  takeBack: ({ owner, gateway }, which) => gateway.publish(owner.takeBack(which)),
  hide: ({ owner, gateway }, which, much) =>
    gateway.publish(owner.hide(pick(users, which) as string, pick(users, much) as string)),
  show: ({ owner, gateway }, which, much) =>
    gateway.publish(owner.show(pick(users, which) as string, pick(users, much) as string)),
  add: ({ owner, gateway }, which) => gateway.publish(owner.add(pick(users, which) as string)),
  remove: ({ owner, gateway }, which) => gateway.publish(owner.remove(pick(users, which) as string)),
  retain: ({ owner }, which, much) => owner.retain(pick(owner.streams, which) as string, much % 4),
  restore: ({ owner }, _, much) => owner.restore(much % 5),
  arrive: ({ gateway }, which) => {
    const [events] = gateway.published.splice(place(gateway.published, which), 1)
    if (events) gateway.receive(events)
  },
  arriveTwice: ({ gateway }, which) => {
    const events = pick(gateway.published, which)
    if (events) gateway.receive(events)
  },
  drop: ({ gateway }, which) => void gateway.published.splice(place(gateway.published, which), 1),
  signal: ({ gateway }, which) => gateway.signal(pick(users, which) as string),
  turn: ({ gateway }) => gateway.turn(),
  hello: ({ owner, gateway }, which, much) => {
    const user = pick(users, which) as string
    gateway.hello(user, much, havings(owner, gateway, user, much))
  },
  greet: ({ gateway }, which) => gateway.greet(place(gateway.greetings, which)),
  close: ({ gateway }, which) => {
    const client = pick(gateway.clients, which)
    if (client) gateway.close(client)
  },
  gone: ({ gateway }, which) => gateway.gone(place(gateway.closings, which)),
  slow: ({ gateway }, which) => {
    const client = pick(gateway.clients, which)
    if (client) client.slow = true
  },
  drain: ({ gateway }, which) => pick(gateway.clients, which)?.drain(),
  reach: ({ gateway }, which) => gateway.reach(place(gateway.questions, which)),
  answer: ({ gateway }, which) => gateway.answer(place(gateway.questions, which)),
  refuse: ({ gateway }, which) => gateway.refuse(place(gateway.questions, which)),
  repair: ({ gateway }) => gateway.repair(),
  askHeads: ({ gateway }) => gateway.askHeads(),
  compare: ({ gateway }, which) => gateway.compare(place(gateway.heads, which)),
  sweep: ({ gateway }) => gateway.sweep(),
} satisfies Record<string, Happening>

const often: Partial<Record<keyof typeof happenings, number>> = {
  say: 5,
  arrive: 8,
  turn: 3,
  hello: 5,
  greet: 5,
  answer: 3,
  reach: 3,
  repair: 3,
  add: 4,
  remove: 3,
  retain: 2,
  signal: 2,
  takeBack: 4,
  hide: 3,
  show: 2,
}

const steps = stepsOf(happenings, { often, which: 11, much: 41, maxLength: 120 })
const limits = fc.record({
  ringEvents: fc.constantFrom(0, 1, 2, 5, 20),
  resumeEvents: fc.constantFrom(1, 4, 100),
  rangeLimit: fc.constantFrom(1, 3, 50),
  missedBytes: fc.constantFrom(1, 400, 10_000),
  resumeBytes: fc.constantFrom(0, 300, 2_000, Number.POSITIVE_INFINITY),
})

const begin = async (limit: Partial<Limits> = {}, marks = true) => {
  const owner = new Owner(marks)
  const gateway = new Gateway(owner, {
    ringEvents: 10,
    resumeEvents: 100,
    rangeLimit: 50,
    missedBytes: 10_000,
    resumeBytes: Number.POSITIVE_INFINITY,
    ...limit,
  })
  const [ann, bob] = users as [string, string, string]
  owner.add(ann)
  owner.add(bob)
  const come = async (user: string, have: Positions = {}) => {
    const client = gateway.hello(user, 0, have)
    gateway.greet(0)
    await settle()
    return client
  }
  return { owner, gateway, ann, bob, come, nextOf: (client: Client) => client.places.get(room)?.next }
}

beforeAll(addLooks)

describe('a stream of a gateway', () => {
  test('puts right by itself what arrives in the wrong order', async () => {
    const { owner, gateway, ann, come, nextOf } = await begin()
    const client = await come(ann)
    for (const events of [1, 2, 3].flatMap(() => owner.say(2)).reverse()) gateway.receive(events)
    gateway.turn()
    expect(nextOf(client)).toBe(9)
    expect(gateway.questions).toEqual([])
  })

  test('asks its owner once for what all of its readers miss', async () => {
    const { owner, gateway, ann, bob, come, nextOf } = await begin()
    const clients = await Promise.all([come(ann), come(ann), come(bob)])
    owner.say(3)
    for (const events of owner.say(1)) gateway.receive(events)
    gateway.repair()
    gateway.repair()
    expect(gateway.questions).toMatchObject([{ on: room, after: 2 }])
    gateway.answer(0)
    await settle()
    gateway.turn()
    expect(clients.map(nextOf)).toEqual([7, 7, 7])
  })

  test('asks once also where a message was taken back among what they miss', async () => {
    const { owner, gateway, ann, come, nextOf } = await begin()
    const client = await come(ann)
    owner.say(3, 1)
    owner.takeBack(1)
    for (const events of owner.say(1)) gateway.receive(events)
    gateway.repair()
    gateway.answer(0)
    await settle()
    gateway.turn()
    expect([nextOf(client), gateway.questions]).toEqual([8, []])
  })

  test('serves those who come back from its ring, and asks the owner for what came before', async () => {
    const { owner, gateway, ann, bob, come, nextOf } = await begin({ ringEvents: 3 })
    await come(ann)
    for (let count = 0; count < 5; count++) gateway.publish(owner.say(1))
    for (const events of gateway.published) gateway.receive(events)
    expect(nextOf(await come(bob, { [room]: [1, 4] }))).toBe(8)
    expect(gateway.questions).toEqual([])
    await come(bob, { [room]: [1, 1] })
    expect(gateway.questions).toMatchObject([{ on: room, after: 1 }])
  })

  test('takes on those who know more than it does as soon as it has caught up', async () => {
    const { owner, gateway, ann, bob, come, nextOf } = await begin()
    await come(ann)
    gateway.publish(owner.say(1))
    const ahead = await come(bob)
    gateway.publish(owner.say(1))
    for (const events of gateway.published) gateway.receive(events)
    gateway.turn()
    expect(nextOf(ahead)).toBe(5)
  })

  test('goes on where what it misses is no longer held, if that arrives while it asks', async () => {
    const { owner, gateway, ann, come, nextOf } = await begin()
    const client = await come(ann)
    gateway.publish(owner.say(2))
    owner.say(4)
    gateway.askHeads()
    gateway.compare(0)
    gateway.repair()
    owner.retain(room, 4)
    gateway.reach(0)
    for (const events of gateway.published) gateway.receive(events)
    gateway.answer(0)
    await settle()
    gateway.answer(0)
    await settle()
    gateway.turn()
    expect(nextOf(client)).toBe(9)
  })

  describe('loses its readers, and tells what it had, in the same epoch', () => {
    const show = async (ringEvents = 10) => {
      const world = await begin({ ringEvents })
      const client = await world.come(world.ann)
      for (const events of world.owner.say(3)) world.gateway.receive(events)
      world.gateway.turn()
      world.owner.failOver(2)
      return { ...world, client }
    }
    const settleAll = async (gateway: Gateway) => {
      gateway.repair()
      gateway.answer(0)
      await settle()
    }

    test.each([
      ['the owner has less than was delivered, which shows when positions are compared', 10],
      ['likewise where the ring holds nothing', 0],
    ])('where %s', async (_, ringEvents) => {
      const { gateway, client } = await show(ringEvents)
      gateway.askHeads()
      gateway.compare(0)
      await settleAll(gateway)
      expect(client.closed).toBe(true)
      expect(gateway.forgotten).toMatchObject([{ fault: 'head', epoch: 1, seq: 5 }])
      expect(gateway.forgotten[0]?.frame !== undefined).toBe(ringEvents > 0)
    })

    test('where an event comes that is another than the one that was delivered there', async () => {
      const { owner, gateway, client } = await show()
      for (const events of owner.say(4)) gateway.receive(events)
      await settleAll(gateway)
      expect(client.closed).toBe(true)
      expect(gateway.forgotten).toMatchObject([{ fault: 'event', epoch: 1, seq: 4 }])
      expect(gateway.complaints).toEqual([])
    })

    test('and whoever comes then goes on from what there is', async () => {
      const { owner, gateway, bob, come, nextOf } = await show()
      gateway.askHeads()
      gateway.compare(0)
      await settleAll(gateway)
      for (const events of owner.say(4)) gateway.receive(events)
      const late = await come(bob, { [room]: [1, 5] })
      expect(nextOf(late)).toBe(owner.head(room).head + 1)
      expect(gateway.complaints).toEqual([])
    })

    test('but not where the same event comes again, or a head from before it', async () => {
      const { owner, gateway, ann, come } = await begin()
      const client = await come(ann)
      gateway.askHeads()
      const said = owner.say(3)
      for (const events of [...said, ...said]) gateway.receive(events)
      gateway.compare(0)
      await settle()
      expect([client.closed, gateway.questions]).toEqual([false, []])
    })
  })

  test('does not go back to an epoch that is over, whoever answers from it', async () => {
    const { owner, gateway, ann, come } = await begin()
    await come(ann)
    gateway.askHeads()
    gateway.publish(owner.say(1))
    const [late] = gateway.published
    owner.restore(0)
    gateway.askHeads()
    gateway.compare(1)
    gateway.repair()
    while (gateway.questions.length > 0) gateway.answer(0)
    await settle()
    const again = await come(ann)
    if (late) gateway.receive(late)
    gateway.compare(0)
    gateway.repair()
    const { length } = gateway.questions
    while (gateway.questions.length > 0) {
      gateway.reach(0)
      Object.assign(gateway.questions[0]?.answer ?? {}, { epoch: 1 })
      gateway.answer(0)
    }
    await settle()
    expect(new Set(gateway.forgotten.map(({ fault }) => fault))).toEqual(new Set(['epoch']))
    expect([again.closed, gateway.streams.get(room)?.epoch]).toEqual([false, 2])
    expect([length > 0, gateway.outdated]).toEqual([true, length])
  })

  test('resets a reader that has missed more than may be sent, to the head that its list was made at', async () => {
    const { owner, gateway, ann, bob, come, nextOf } = await begin({ ringEvents: 1, resumeEvents: 3 })
    await come(ann)
    for (const events of owner.say(3)) gateway.receive(events)
    const late = gateway.hello(bob, 0, { [room]: [1, 3] })
    for (const events of owner.say(2)) gateway.receive(events)
    gateway.greet(0)
    await settle()
    gateway.answer(0)
    await settle()
    gateway.answer(0)
    await settle()
    expect(late.resets).toEqual([room])
    expect(nextOf(late)).toBe(8)
  })

  test('resets a reader that has drawn what it may of what it missed, and sends all that came after its list was made', async () => {
    const { owner, gateway, ann, bob, come, nextOf } = await begin({ missedBytes: 1, resumeBytes: 500 })
    const live = await come(ann)
    for (const events of owner.say(20)) gateway.receive(events)
    const late = gateway.hello(bob, 0, { [room]: [1, 2] })
    for (const events of owner.say(3)) gateway.receive(events)
    gateway.greet(0)
    await settle()
    gateway.answer(0)
    await settle()
    gateway.turn()
    expect(late.resets).toEqual([room])
    expect([nextOf(late), nextOf(live)]).toEqual([26, 26])
    expect(gateway.complaints).toEqual([])
  })
})

describe('what a reader of a stream may not see', () => {
  /** Ann is live, and what the users said has come: of each of them one thing, and one of nobody. */
  const said = async (limit: Partial<Limits> = {}, marks = true) => {
    const world = await begin(limit, marks)
    const live = await world.come(world.ann)
    const arrive = (events: ReturnType<Owner['say']>) => {
      for (const one of events) world.gateway.receive(one)
      world.gateway.turn()
    }
    arrive(world.owner.say(4))
    return { ...world, live, arrive, sees: (client: Client) => client.shown.get(room) ?? [] }
  }

  test.each([
    ['marks say', true],
    ['events themselves say, where they come without marks', false],
  ])('is what those say whom it hides, as %s', async (_, marks) => {
    const { owner, ann, bob, live, arrive, sees } = await said({}, marks)
    arrive(owner.hide(ann, bob))
    const before = sees(live).length
    arrive(owner.say(4))
    expect(sees(live).slice(before)).toEqual(['said', 'redacted', 'said', 'said'])
    arrive(owner.show(ann, bob))
    arrive(owner.say(4))
    expect(sees(live).slice(before + 4)).toEqual(['said', 'said', 'said', 'said'])
  })

  test.each([
    ['ring', 20],
    ['owner', 0],
  ])('comes neither from the %s when it comes back', async (_, ringEvents) => {
    const { owner, gateway, ann, bob, come, sees } = await said({ ringEvents })
    for (const one of owner.hide(bob, ann)) gateway.receive(one)
    const back = await come(bob, { [room]: [1, 2] })
    if (gateway.questions.length > 0) gateway.answer(0)
    await settle()
    expect(sees(back)).toEqual(['redacted', 'said', 'said', 'said'])
    expect(gateway.complaints).toEqual([])
  })

  test('is what was taken back: it is gone from the ring', async () => {
    const { owner, gateway, bob, come, arrive, sees } = await said()
    arrive(owner.takeBack(0))
    expect(sees(await come(bob, { [room]: [1, 2] }))).toEqual(['redacted', 'said', 'said', 'said', 'said'])
    expect(gateway.questions).toEqual([])
    expect(gateway.complaints).toEqual([])
  })

  test('is what was taken back after it was asked of the owner, and before it is written', async () => {
    const { owner, gateway, bob, come, arrive, sees } = await said({ ringEvents: 1 })
    const back = await come(bob, { [room]: [1, 2] })
    gateway.reach(0)
    arrive(owner.takeBack(0))
    gateway.answer(0)
    await settle()
    expect(sees(back).slice(0, 4)).toEqual(['redacted', 'said', 'said', 'said'])
    expect(gateway.complaints).toEqual([])
  })

  test('is what was taken back in the turn in which it was said', async () => {
    const { owner, gateway, live, sees } = await said({ ringEvents: 0 })
    const before = sees(live).length
    for (const one of [...owner.say(1, 1), ...owner.takeBack(3)]) gateway.receive(one)
    gateway.turn()
    expect(sees(live).slice(before)).toEqual(['redacted', 'said'])
    expect(gateway.complaints).toEqual([])
  })

  test('does not make it another history, however often it comes', async () => {
    const { owner, gateway, live, arrive } = await said()
    const message = owner.say(1, 1)
    arrive(message)
    arrive(owner.takeBack(3))
    arrive(message)
    gateway.repair()
    expect([gateway.questions, gateway.forgotten, live.closed]).toEqual([[], [], false])
  })

  test('is what is for some alone, for whoever is not among them', async () => {
    const { owner, live, arrive, sees } = await said()
    const before = sees(live).length
    arrive(owner.say(1, 7))
    expect(sees(live).slice(before)).toEqual(['redacted'])
  })

  test('is asked for anew where an event says that it is another thing', async () => {
    const { owner, gateway, ann, bob, come, live, arrive, sees } = await said()
    const other = await come(bob)
    const before = sees(live).length
    arrive(owner.admit(ann))
    arrive(owner.say(1, 7))
    expect(sees(live).slice(before)).toEqual(['said', 'said'])
    expect(sees(other).slice(-2)).toEqual(['said', 'redacted'])
    expect(gateway.complaints).toEqual([])
  })

  test('is a signal of somebody whom it hides: it does not come at all', async () => {
    const { owner, gateway, ann, bob, live, arrive } = await said()
    arrive(owner.hide(ann, bob))
    gateway.signal(bob)
    gateway.signal(ann)
    expect(live.signals).toEqual([ann])
  })
})

type What = keyof typeof happenings

/** Somebody catches up with events that were asked for before the one that takes one of them back, which is held no longer. */
const skippedOver: [Limits, { what: What; which: number; much: number }[], boolean] = [
  { ringEvents: 0, resumeEvents: 100, rangeLimit: 1, missedBytes: 1, resumeBytes: 0 },
  (
    [
      ...[
        ['hello'],
        ['hello'],
        ['add'],
        ['greet'],
        ['say'],
        ['say', 0, 5],
        ['hello'],
        ['say'],
        ['takeBack'],
        ['hello'],
      ],
      ...[['greet', 8], ['greet', 3], ['say', 0, 10], ['reach'], ['say', 0, 13], ['say'], ['takeBack', 11], ['retain']],
    ] as [What, number?, number?][]
  ).map(([what, which = 0, much = 0]) => ({ what, which, much })),
  false,
]

test('whatever happens on the way, readers get every event in order and once, or are told, see nothing that is hidden or taken back, and end up at the head', async () => {
  await fc.assert(
    fc.asyncProperty(limits, steps, fc.boolean(), async (limit, happened, marks) => {
      const owner = new Owner(marks)
      const gateway = new Gateway(owner, limit)
      for (const { what, which, much } of happened) {
        happenings[what]({ owner, gateway }, which, much)
        for (const client of gateway.clients) client.looks = 0
        await settle()
        expect(gateway.complaints).toEqual([])
      }
      await gateway.converge()
      expect(gateway.faults()).toEqual([])
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 3_000, examples: [skippedOver] },
  )
})
