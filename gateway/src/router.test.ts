import { steadyNow } from '@parley/service-kit'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { mostSize, Services, timeoutMs } from '../test/simulation/services.ts'
import { place, stepsOf } from '../test/simulation/steps.ts'

const happenings = {
  ask: (services, which, much) => services.ask(which, much, 1),
  askMany: (services, which, much) => {
    for (let count = 0; count < 2 * much; count++) services.ask(which, which >> 1, much % 5 === 0 ? mostSize : 1)
  },
  askUnordered: (services, which) => services.askUnordered(which % 2 ? 'auth' : 'chat'),
  turn: (services) => {
    services.turn()
    services.look()
  },
  deliver: (services, which) => services.deliver(place(services.messages, which)),
  lose: (services, which) => services.lose(place(services.messages, which)),
  disconnect: (services) => services.disconnect(),
  connect: (services) => services.connect(),
  nobodyThere: (services, which) => services.nobodyThere(place(services.messages, which)),
  answer: (services, which, much) => services.answer(place(services.calls, which), 1 + much),
  arrive: (services, which) => services.arrive(place(services.answers, which)),
  arriveTwice: (services, which) => services.arrive(place(services.answers, which), 2),
  pass: (services, _, much) => {
    services.turn()
    vi.advanceTimersByTime(much * 400)
    services.turn()
    services.look()
  },
  passLittle: (services) => {
    services.turn()
    vi.advanceTimersByTime(2)
  },
  expire: (services) => services.expire(),
} satisfies Record<string, (services: Services, which: number, much: number) => void>

const often: Partial<Record<keyof typeof happenings, number>> = { ask: 4, turn: 5, deliver: 4, answer: 4, arrive: 4 }

const steps = stepsOf(happenings, { often, which: 7, much: 30, maxLength: 80 })

describe('the way of commands to their services', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  test('answers each once with its own, keeps the order of one sender in a room, and lets nothing wait for nothing', () => {
    fc.assert(
      fc.property(steps, (happened) => {
        const services = new Services(steadyNow)
        for (const { what, which, much } of happened) happenings[what](services, which, much)
        vi.advanceTimersByTime(timeoutMs)
        services.converge()
        expect(services.complaints).toEqual([])
        expect(services.asked.filter(({ answer }) => !answer)).toEqual([])
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 1_000 },
    )
  })
})
