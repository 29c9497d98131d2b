import { type Command, type CommandName, commands, Failure, fail, matches, scopeOf } from '@parley/protocol'
import type { Tokens } from '@parley/service-kit'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Admission, type Caller, weightOf } from './admission.ts'
import type { Rate, Rates } from './rates.ts'
import { Seats } from './seats.ts'

const find = (fits: (entry: Command) => boolean) =>
  (Object.keys(commands) as CommandName[]).find((name) => fits(commands[name])) as CommandName
const isService = ({ owner }: Command) => owner !== 'gateway'
const reading = find((entry) => isService(entry) && entry.rate === 'read' && matches(entry.input, {}))
const sending = find(({ rate, inOrderOf }) => rate === 'send' && inOrderOf === 'room')
const spreading = find(({ rate, weighs }) => rate === 'send' && weighs !== undefined)
const bringing = find(({ weighs }) => weighs === 'members')

const roomy: Rate = { setting: 'ROOMY', perSecond: 1e6, atOnce: 2e6 }
const kinds = 'free read write send login refresh bytes missed refusal handshake arrival badToken'.split(' ')
const all = Object.fromEntries(kinds.map((kind) => [kind, roomy])) as Rates

const ann = { user: 'ann', session: 'ann 1', address: '192.0.2.1' }
const sameAccount = { user: 'ann', session: 'ann 2', address: '192.0.2.2' }
const bob = { user: 'bob', session: 'bob 1', address: '192.0.2.1' }
const identity = { ...ann, key: 'k', expiresAt: 0 }

const begin = (
  rates: Partial<Rates> = {},
  { inFlight = 10, verify = async () => identity }: { inFlight?: number; verify?: Tokens['verify'] } = {},
) => {
  const seats = new Seats({
    CONNECTIONS_PER_SESSION: 9,
    CONNECTIONS_PER_ACCOUNT: 9,
    CONNECTIONS_PER_ADDRESS: 9,
    CONNECTIONS: 9,
  })
  return new Admission({
    rates: { ...all, ...rates },
    inFlight,
    tokens: { verify, now: () => Date.now(), standingOf: () => undefined },
    seats,
  })
}

const outcome = (work: () => unknown): string => {
  try {
    work()
    return 'ok'
  } catch (reason) {
    return reason instanceof Failure ? `${reason.body.name} ${reason.body.limit}` : 'fault'
  }
}

const list = (admission: Admission, caller: Caller) => outcome(() => admission.admit(reading, {}, caller))

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

describe('a token that says what it is for', () => {
  const outcomeOf = (name: CommandName, scopes: readonly string[]) =>
    outcome(() => begin().admit(name, {}, { ...ann, scopes: new Set(scopes) })).split(' ')[0]
  const others = (Object.keys(commands) as CommandName[]).filter((name) => scopeOf(name) !== scopeOf(reading))

  test('lets through what it names, by itself or with all that is read there, and nothing else', () => {
    expect(outcomeOf(reading, [scopeOf(reading)])).toBe('ok')
    expect(outcomeOf(reading, ['other:read', reading])).toBe('ok')
    for (const scopes of [[], [''], ['*'], [sending], [scopeOf(sending)], [scopeOf(reading).toUpperCase()]])
      expect(outcomeOf(reading, scopes), String(scopes)).toBe('SCOPE_MISSING')
  })

  test.each(others)(
    'keeps from %s whoever may only read there, before anything of it is counted or looked at',
    (name) => {
      expect(outcomeOf(name, [scopeOf(reading)])).toBe('SCOPE_MISSING')
      const none: Rate = { setting: 'NONE', perSecond: 0, atOnce: 0 }
      const empty = begin(Object.fromEntries(kinds.map((kind) => [kind, none])) as unknown as Rates, { inFlight: 0 })
      const refused = outcome(() => empty.admit(name, null, { ...ann, scopes: new Set() }))
      expect(refused).toBe('SCOPE_MISSING undefined')
    },
  )
})

describe('what an account asks', () => {
  const read = { setting: 'RATE_READ', perSecond: 1, atOnce: 2 }

  test('counts together, over whatever sessions and addresses, and for nobody else', () => {
    const admission = begin({ read })
    expect([list(admission, ann), list(admission, sameAccount)]).toEqual(['ok', 'ok'])
    expect([list(admission, ann), list(admission, sameAccount)]).toEqual(Array(2).fill('RATE_LIMITED RATE_READ'))
    expect(list(admission, bob)).toBe('ok')
  })

  test('counts for the address where there is no account, for all of an IPv6 customer', () => {
    const admission = begin({ read })
    for (const last of [1, 2]) expect(list(admission, { address: `2001:db8::${last}` })).toBe('ok')
    expect(list(admission, { address: '2001:db8::3' })).toBe('RATE_LIMITED RATE_READ')
    expect(list(admission, { address: '2001:db8:0:1::3' })).toBe('ok')
  })

  test('is remembered until it is forgiven, and then no longer', () => {
    const admission = begin({ read })
    for (let count = 0; count < 3; count++) list(admission, ann)
    admission.forget()
    expect(list(admission, ann)).toBe('RATE_LIMITED RATE_READ')
    vi.advanceTimersByTime(1_000)
    expect(list(admission, ann)).toBe('ok')
  })

  test('is unanswered by session', () => {
    const admission = begin({}, { inFlight: 1 })
    admission.asked(ann)
    expect([list(admission, ann), list(admission, sameAccount)]).toEqual(['TOO_MANY_IN_FLIGHT IN_FLIGHT', 'ok'])
    admission.answered(ann)
    expect(list(admission, ann)).toBe('ok')
  })
})

describe('what an account stores', () => {
  const bytes = { setting: 'RATE_BYTES', perSecond: 1_000, atOnce: 50_000 }
  const id = '0199d2b8-4c3e-7d21-a5f0-2b9e8c7d6f55'
  const send = (admission: Admission, text: string) =>
    outcome(() => admission.admit(sending, { room: id, id, text }, ann))

  test('is counted as the JSON that will be stored: 4,000 control characters are 24 kB', () => {
    const admission = begin({ bytes })
    const sent = (text: string) => Array.from({ length: 20 }, () => send(admission, text)).filter((one) => one === 'ok')
    expect(sent(`!${'\u0001'.repeat(3_999)}`)).toHaveLength(2)
    vi.advanceTimersByTime(60_000)
    expect(sent('x'.repeat(4_000))).toHaveLength(12)
    expect(send(admission, 'x'.repeat(4_000))).toBe('RATE_LIMITED RATE_BYTES')
  })

  test('is counted for each command that writes, and for none that only reads or is refused', () => {
    const admission = begin({ bytes: { ...bytes, atOnce: 1 } })
    expect(send(admission, ' ')).toBe('BAD_INPUT undefined')
    for (let count = 0; count < 3; count++) expect(list(admission, ann)).toBe('ok')
    expect([send(admission, 'x'), send(admission, 'x')]).toEqual(['ok', 'RATE_LIMITED RATE_BYTES'])
  })
})

describe('a command', () => {
  const weighed = (Object.keys(commands) as CommandName[]).filter((name) => commands[name].weighs)

  test.each(weighed.filter((name) => commands[name].rate !== 'send'))(
    '%s counts once more for each ten that it brings along',
    (name) => {
      const member = commands[name].weighs as string
      const entries = (count: number) => Array.from({ length: count }, (_, place) => place)
      const weights = [0, 9, 10, 99, 1_000].map((count) => weightOf(name, { [member]: entries(count) }))
      expect(weights).toEqual([1, 1, 2, 10, 101])
      expect(weightOf(name, { [member]: Object.fromEntries(Object.entries(entries(25))) })).toBe(3)
    },
  )

  test('that sends to many counts as often', () => {
    const member = commands[spreading].weighs as string
    const to = (count: number) => ({ [member]: Array.from({ length: count }, (_, place) => place) })
    expect([0, 1, 2, 10].map((count) => weightOf(spreading, to(count)))).toEqual([1, 1, 2, 10])
  })

  test.each(weighed)('%s counts once where what it brings is missing or of no such shape', (name) => {
    const member = commands[name].weighs as string
    for (const given of [{}, null, 7, [], 'x', ...[null, 7, 'many', true].map((value) => ({ [member]: value }))])
      expect(weightOf(name, given)).toBe(1)
  })

  test('that is as heavy as can be is not counted for more than the longest list', () => {
    expect(weightOf(bringing, { members: Array(1_000_000).fill(1) })).toBe(1_001)
  })

  test('that brings many along takes the allowance of as many', () => {
    const write = { setting: 'RATE_WRITE', perSecond: 2, atOnce: 10 }
    const admission = begin({ write })
    const members = Array.from(
      { length: 100 },
      (_, place) => `0199d2b8-4c3e-7d21-a5f0-${String(place).padStart(12, '0')}`,
    )
    const create = () => outcome(() => admission.admit(bringing, { kind: 'group', name: 'All', members }, ann))
    expect([create(), create()]).toEqual(['ok', 'RATE_LIMITED RATE_WRITE'])
    vi.advanceTimersByTime(5_450)
    expect(create()).toBe('RATE_LIMITED RATE_WRITE')
    vi.advanceTimersByTime(51)
    expect(create()).toBe('ok')
  })
})

describe('tokens that prove to be none', () => {
  const badToken = { setting: 'RATE_BAD_TOKENS', perSecond: 1, atOnce: 3 }
  const tellOf = async (admission: Admission, token: string, address = ann.address) =>
    admission.identify(token, address).then(
      () => 'ok',
      ({ body }: Failure) => body.name,
    )
  const verify: Tokens['verify'] = async (token, _address, unseen) => {
    if (token === 'known') return identity
    unseen?.()
    if (token === 'away') return fail('UNAVAILABLE')
    return token === 'good' ? identity : fail('TOKEN_INVALID')
  }

  const inTurn = async (admission: Admission) => {
    const told: string[] = []
    for (let count = 0; count < 5; count++) told.push(await tellOf(admission, 'bad'))
    return told
  }
  const atOnce = (admission: Admission) => Promise.all(Array.from({ length: 5 }, () => tellOf(admission, 'bad')))

  test.each([
    ['one after the other', inTurn],
    ['at once', atOnce],
  ])('are looked at only so often for an address, where they come %s; others are not concerned', async (_, tell) => {
    const admission = begin({ badToken }, { verify })
    expect(await tell(admission)).toEqual([...Array(3).fill('TOKEN_INVALID'), ...Array(2).fill('RATE_LIMITED')])
    expect(await tellOf(admission, 'bad', '192.0.2.9')).toBe('TOKEN_INVALID')
    vi.advanceTimersByTime(1_000)
    expect(await tellOf(admission, 'bad')).toBe('TOKEN_INVALID')
  })

  test('do not count where the token was good, or could not be looked at', async () => {
    const admission = begin({ badToken }, { verify })
    for (let count = 0; count < 10; count++) expect(await tellOf(admission, 'good')).toBe('ok')
    for (let count = 0; count < 10; count++) expect(await tellOf(admission, 'away')).toBe('UNAVAILABLE')
  })

  test('keep nobody out whose token is known', async () => {
    const admission = begin({ badToken }, { verify })
    for (let count = 0; count < 10; count++) await tellOf(admission, 'bad')
    expect(await tellOf(admission, 'known')).toBe('ok')
  })
})

describe('whoever comes to the door', () => {
  test('is counted by address before anything is looked at, and by account then', () => {
    const once = { perSecond: 1, atOnce: 1 }
    const admission = begin({ arrival: { setting: 'ARRIVAL', ...once }, handshake: { setting: 'HANDSHAKE', ...once } })
    const knock = (address: string) => outcome(() => admission.knock(address))
    const seat = (who: typeof ann) => outcome(() => admission.seat({ ...who, key: 'k', expiresAt: 0 }, who.address))
    expect([knock('192.0.2.1'), knock('192.0.2.1'), knock('192.0.2.2')]).toEqual(['ok', 'RATE_LIMITED ARRIVAL', 'ok'])
    expect([seat(ann), seat(sameAccount), seat(bob)]).toEqual(['ok', 'RATE_LIMITED HANDSHAKE', 'ok'])
  })
})

describe('refusals', () => {
  test('are counted by session, so that who comes back has no more; then it is a flood', () => {
    const admission = begin({ refusal: { setting: 'FLOOD', perSecond: 40, atOnce: 1_000 } })
    const floods = Array.from({ length: 1_010 }, () => admission.isFlood({ ...ann }))
    expect(floods.indexOf(true)).toBe(1_000)
    expect([admission.isFlood({ ...ann }), admission.isFlood(sameAccount)]).toEqual([true, false])
    vi.advanceTimersByTime(1_000)
    expect(Array.from({ length: 41 }, () => admission.isFlood(ann)).indexOf(true)).toBe(40)
  })
})

describe('what an account has missed', () => {
  const missed = { setting: 'RESUME_BYTES', perSecond: 1_000, atOnce: 60_000 }

  test('may be drawn up to a number of bytes, by all of its connections together', () => {
    const admission = begin({ missed })
    expect([admission.mayDraw(ann, 40_000), admission.mayDraw(sameAccount, 20_000)]).toEqual([true, true])
    expect([admission.mayDraw(ann, 1), admission.mayDraw(bob, 1)]).toEqual([false, true])
    vi.advanceTimersByTime(60_000)
    expect(admission.mayDraw(ann, 60_000)).toBe(true)
  })

  test('counts with the answers to hello, and keeps nobody from a hello before twice as much is used', () => {
    const admission = begin({ missed })
    const hello = () => {
      let may: boolean | undefined
      const told = outcome(() => {
        may = admission.mayResume(ann)
      })
      return may ?? told
    }
    expect(hello()).toBe(true)
    admission.greeted(ann, 30_000)
    expect(hello()).toBe(false)
    admission.greeted(ann, 90_000)
    expect(hello()).toBe(false)
    admission.greeted(ann, 1)
    expect(hello()).toBe('RATE_LIMITED RESUME_BYTES')
  })
})
