import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atRest, type Connection, type Effect, type Input, step, wakeTime } from './connection.ts'
import { type ParleyError, parleyError } from './parley-error.ts'

const t0 = 5_000
const hello = { heartbeat_ms: 25_000, token_expires_in_ms: 900_000 }

const run = (state: Connection, now: number, ...inputs: Input[]): [Connection, string[]] => {
  const done: string[] = []
  let next = state
  for (const input of inputs) {
    const [after, ...effects] = step(next, input, { now, random: 0.5 })
    next = after
    done.push(...effects.map((effect) => effect.type))
  }
  return [next, done]
}

const opening: Input[] = [{ type: 'wake' }, { type: 'token', token: 'jwt' }]
const toOnline: Input[] = [...opening, { type: 'opened' }, { type: 'greeted', hello }]
const lost = (code?: number, error?: ParleyError): Input => ({
  type: 'lost',
  loss: { ...(code && { code }), ...(error && { error }) },
})

describe('a connection', () => {
  test('fetches a token, opens, greets and is online', () => {
    const [state, done] = run(atRest(t0), t0, ...toOnline)
    expect(done).toEqual(['fetch token', 'open', 'hello'])
    expect(state.phase).toBe('online')
  })

  test.each([
    [20_000, [{ type: 'wake' }]],
    [10_000, opening],
    [15_000, [...opening, { type: 'opened' }]],
  ] as [number, Input[]][])('gives up a step that takes %i ms and tries again later', (patience, steps) => {
    const [climbing] = run(atRest(t0), t0, ...steps)
    expect(wakeTime(climbing)).toBe(t0 + patience)
    const [waiting, done] = run(climbing, t0 + patience, { type: 'wake' })
    expect(done).toEqual(['drop'])
    expect(waiting).toMatchObject({ phase: 'waiting', until: t0 + patience + 250, failures: 1 })
  })

  test('waits from a longer span after each failure, and from the shortest again after a stable time', () => {
    let state = atRest(t0)
    const spans: number[] = []
    for (let failure = 0; failure < 9; failure++) {
      ;[state] = run({ ...state, phase: 'waiting', until: t0 }, t0, ...toOnline, lost(4000))
      spans.push((state.until - t0) * 2)
    }
    expect(spans).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    const [stable] = run({ ...state, until: t0 }, t0, ...toOnline)
    const [after] = run(stable, t0 + 10_000, lost(4000))
    expect(after.until - t0 - 10_000).toBe(250)
  })

  test('does as the close code says', () => {
    const [online] = run(atRest(t0), t0, ...toOnline)
    for (const code of [1000, 1001, 1006, 1009, 4000, 4005, 4499])
      expect(run(online, t0, lost(code))[0].phase).toBe('waiting')
    for (const code of [4500, 4501, 4999]) expect(run(online, t0, lost(code))[0].phase).toBe('ended')
  })

  test('does as the error says that a token or the hello was refused with', () => {
    const [greeting] = run(atRest(t0), t0, ...opening, { type: 'opened' })
    const after = (error: ParleyError) => run(greeting, t0, lost(undefined, error))[0]
    expect(after(parleyError('UNAVAILABLE', { retry_ms: 2000 }))).toMatchObject({ phase: 'waiting', until: t0 + 2250 })
    expect(after(parleyError('TOKEN_EXPIRED'))).toMatchObject({ phase: 'waiting', fresh: true })
    expect(after(parleyError('SESSION_ENDED')).phase).toBe('ended')
    expect(after(parleyError('BAD_INPUT')).phase).toBe('ended')
  })

  test('wants a fresh token after a handshake that did not succeed, and every second time only', () => {
    let state = atRest(t0)
    const fresh: boolean[] = []
    for (let round = 0; round < 4; round++) {
      ;[state] = run({ ...state, until: t0 }, t0, ...opening, lost(1006))
      fresh.push(state.fresh)
    }
    expect(fresh).toEqual([true, false, true, false])
  })

  test('tries at once when the network is back, and looks whether the socket it has still lives', () => {
    const [waiting] = run(atRest(t0), t0, ...opening, lost(1006))
    expect(run(waiting, t0 + 1, { type: 'look' })[1]).toEqual(['fetch token'])
    const [online] = run(atRest(t0), t0, ...toOnline)
    const [pinged, done] = run(online, t0 + 1, { type: 'look' }, { type: 'look' })
    expect(done).toEqual(['ping'])
    expect(wakeTime(pinged)).toBe(t0 + 1 + 5_000)
  })

  test('pings after a heartbeat of silence in either direction, and is dead 5 seconds later without an answer', () => {
    const [online] = run(atRest(t0), t0, ...toOnline)
    const [listening] = run(online, t0 + 20_000, { type: 'heard' })
    expect(wakeTime(listening)).toBe(t0 + 25_000)
    const [pinged, done] = run(listening, t0 + 25_000, { type: 'wake' })
    expect(done).toEqual(['ping'])
    expect(run(pinged, t0 + 30_000, { type: 'wake' })[0].phase).toBe('waiting')
    const [alive] = run(pinged, t0 + 29_999, { type: 'heard' })
    expect(run(alive, t0 + 30_000, { type: 'wake' })[0].phase).toBe('online')
  })

  test.each([
    [900_000, 870_000],
    [60_000, 48_000],
    [10, 1_000],
  ])('renews a token of %i ms after %i ms', (life, due) => {
    const short = { heartbeat_ms: 25_000, token_expires_in_ms: life }
    const [online] = run(atRest(t0), t0, ...opening, { type: 'opened' }, { type: 'greeted', hello: short })
    expect(online.upkeep?.renewAt).toBe(t0 + due)
    const [renewing, done] = run(online, t0 + due, { type: 'heard' }, { type: 'sent' }, { type: 'wake' })
    expect(done).toEqual(['renew'])
    expect(renewing.upkeep?.renewAt).toBeGreaterThanOrEqual(t0 + due + 1_000)
    const [renewed] = run(renewing, t0 + due, { type: 'renewed', lifeMs: 900_000 })
    expect(renewed.upkeep?.renewAt).toBe(t0 + due + 870_000)
  })
})

const error = fc.constantFrom('UNAVAILABLE', 'TOKEN_EXPIRED', 'TIMEOUT').map((name) => parleyError(name as 'TIMEOUT'))
const loss = fc.oneof(
  fc.record({ code: fc.constantFrom(1000, 1006, 4000, 4005) }),
  fc.record({ error }),
  fc.constant({}),
)
/** Without those that end it. */
const verdict = fc.constantFrom(undefined, { error: parleyError('TOKEN_EXPIRED') })
const anyInput: fc.Arbitrary<Input> = fc.oneof(
  fc.constant({ type: 'wake' } as const),
  fc.constant({ type: 'look' } as const),
  fc.constant({ type: 'token', token: 'jwt' } as const),
  fc.constant({ type: 'opened' } as const),
  fc.constant({ type: 'heard' } as const),
  fc.constant({ type: 'sent' } as const),
  fc.nat(2_000_000).map((lifeMs) => ({ type: 'renewed', lifeMs }) as const),
  fc.nat(100_000_000).map((ms) => ({ type: 'slept', ms }) as const),
  fc.constant({ type: 'offline' } as const),
  verdict.map((verdict) => ({ type: 'probed', verdict }) as const),
  fc.constant({ type: 'greeted', hello } as const),
  loss.map((loss) => ({ type: 'lost', loss }) as const),
)
const history = fc.array(
  fc.record({ input: anyInput, later: fc.nat(40_000), random: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
)

describe('whatever comes in whatever order, a connection', () => {
  const play = (
    steps: { input: Input; later: number; random: number }[],
    watch: (before: Connection, after: Connection, effects: Effect[]) => void,
  ) => {
    let state = atRest(t0)
    let now = t0
    for (const { input, later, random } of steps) {
      now += later
      const [after, ...effects] = step(state, input, { now, random })
      watch(state, after, effects)
      state = after
    }
    return { state, now }
  }

  test('opens one socket per round, greets once over it, and drops it before the next', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const rounds = new Map<string, number>()
        play(steps, (before, after, effects) => {
          for (const { type } of effects) {
            if (type === 'drop') expect(after.round).toBeGreaterThan(before.round)
            if (type !== 'open' && type !== 'hello') continue
            const key = `${type} ${after.round}`
            rounds.set(key, (rounds.get(key) ?? 0) + 1)
          }
          const isNewRound = after.phase === 'token' && before.phase !== 'token'
          if (isNewRound && before.phase !== 'waiting') expect(effects[0]?.type).toBe('drop')
        })
        expect([...rounds.values()].every((count) => count === 1)).toBe(true)
      }),
    )
  })

  test('never rests: left alone it comes to a next try, by its own waking', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let { state, now } = play(steps, () => {})
        for (let wakes = 0; wakes < 20; wakes++) {
          now = Math.max(now, wakeTime(state) as number)
          const [after, ...effects] = step(state, { type: 'wake' }, { now, random: 0.5 })
          state = after
          if (effects.some((effect) => effect.type === 'fetch token')) return
        }
        expect.unreachable('it never tried again')
      }),
    )
  })

  test('does nothing more once it is closed', () => {
    fc.assert(
      fc.property(history, history, (before, after) => {
        const { state, now } = play(before, () => {})
        let closed = step(state, { type: 'close' }, { now, random: 0 })[0]
        expect(wakeTime(closed)).toBeUndefined()
        for (const { input } of after) {
          const [next, ...effects] = step(closed, input, { now, random: 0 })
          expect(effects).toEqual([])
          closed = next
        }
        expect(closed.phase).toBe('ended')
      }),
    )
  })
})
