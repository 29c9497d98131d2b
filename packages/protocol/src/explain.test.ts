import * as Type from 'typebox'
import { describe, expect, test } from 'vitest'
import { checkInput, commands, type Failure, faultOf, matches } from './index.ts'

const faultOfInput = (name: Parameters<typeof checkInput>[0], input: unknown) => {
  try {
    checkInput(name, input)
  } catch (reason) {
    const { at, why } = (reason as Failure).body
    return [at, why]
  }
  return undefined
}

const id = '0197aaaa-0000-4000-8000-000000000000'
const message = { room: id, id: '0197aaaa-0000-7000-8000-000000000000', text: 'hi' }
const group = { kind: 'group', name: 'Team', members: [id] }

describe('who sends a faulty input is told the place and the reason:', () => {
  test.each([
    ['message.send', null, '', 'is not an object'],
    ['message.send', [], '', 'is not an object'],
    ['message.send', { ...message, to: 'all' }, '/to', 'is not a member of this input'],
    ['message.send', { ...message, text: undefined }, '/text', 'is not a text'],
    ['message.send', { room: id, id: message.id }, '/text', 'is missing'],
    ['message.send', { ...message, text: '' }, '/text', 'is empty'],
    ['message.send', { ...message, text: 'x'.repeat(4_001) }, '/text', 'is longer than 4000 characters'],
    ['message.send', { ...message, text: '\u3164' }, '/text', 'shows nothing'],
    ['message.send', { ...message, text: 'a\ud800' }, '/text', 'holds half of a character (a lone surrogate)'],
    ['message.send', { ...message, room: 'x' }, '/room', 'has to be a UUID in lower case'],
    ['direct.send', { ...message, room: undefined }, '/room', 'is not a member of this input'],
    ['room.list', { limit: 0 }, '/limit', 'is less than 1'],
    ['room.list', { limit: 1_001 }, '/limit', 'is more than 1000'],
    ['room.list', { limit: 1.5 }, '/limit', 'is not a whole number'],
    ['message.delete', { room: id, seqs: Array(101).fill(1) }, '/seqs', 'has 101 items, and may have 100'],
    ['message.delete', { room: id, seq: 'one' }, '/seq', 'is not a whole number'],
    ['room.create', {}, '/kind', 'is none of "direct", "group", "text", "announcement", "forum"'],
    [
      'room.create',
      { ...group, kind: 'channel' },
      '/kind',
      'is none of "direct", "group", "text", "announcement", "forum"',
    ],
    ['room.create', { ...group, kind: 'forum' }, '/members', 'is not a member of this input'],
    ['invite.create', {}, '', 'must have one of room, space'],
    ['invite.create', { room: id, space: id }, '', 'must have one of room, space'],
    ['invite.create', { room: id, roles: [1] }, '/roles', 'is not a member of this input'],
    ['invite.create', { space: id, uses: 101 }, '/uses', 'is more than 100'],
    ['room.create', { kind: 'direct', user: 7 }, '/user', 'is not a text'],
    ['room.create', { ...group, members: 'all' }, '/members', 'is not a list'],
    ['room.create', { ...group, members: [id, 7] }, '/members/1', 'is not a text'],
    ['room.create', { ...group, members: Array(101).fill(1) }, '/members', 'has 101 items, and may have 100'],
    [
      'room.create',
      { ...group, name: 'An\u202en' },
      '/name',
      'holds U+202E, which shows nothing here, or changes how other text is shown',
    ],
    ['user.get', { users: [] }, '/users', 'has 0 items, and must have 1'],
    [
      'account.create',
      { username: 'ann', password: 'short', name: 'Ann' },
      '/password',
      'is shorter than 8 characters',
    ],
    ['hello', { have: { 'a/b': [1, 2] } }, '/have/a~1b', 'is not a member of this input'],
    ['hello', { have: { [`chat/room/${id}`]: [1] } }, `/have/chat~1room~1${id}`, 'has 1 items, and must have 2'],
    ['hello', { have: { [`chat/room/${id}`]: [1, 'x'] } }, `/have/chat~1room~1${id}/1`, 'is not a whole number'],
    ['hello', { have: { [`chat/room/${id}`]: [1, -1] } }, `/have/chat~1room~1${id}/1`, 'is less than 0'],
    [
      'hello',
      { have: { [`chat/room/${id}`]: [1, 2 ** 53] } },
      `/have/chat~1room~1${id}/1`,
      'is more than 9007199254740991',
    ],
    ['session.refresh', { refresh: 'a b' }, '/refresh', 'has to be ASCII letters, digits and signs without blanks'],
    [
      'session.create',
      { username: 'ann', password: 'x', device_token: 'a b' },
      '/device_token',
      'has to be ASCII letters, digits and signs without blanks',
    ],
    ['hello', JSON.parse('{"__proto__":1}'), '/__proto__', 'is not a member of this input'],
  ] as const)('%s %j', (name, input, at, why) => {
    expect(faultOfInput(name, input)).toEqual([at, why])
  })

  test.each([
    ['a long name', 'x'.repeat(1_000_000), `/${'x'.repeat(48)}…`],
    ['a name with control characters', 'a\u0000\n\u001b\u202e\ud800b', `/a${'\ufffd'.repeat(5)}b`],
    ['a name cut in the middle of a character', `${'x'.repeat(47)}😀`, `/${'x'.repeat(47)}\ufffd…`],
    ['an empty name', '', '/'],
  ])('%s comes back cut, and with nothing that hides', (_, name, at) => {
    expect(faultOfInput('ping', { [name]: 1 })).toEqual([at, 'is not a member of this input'])
  })
})

describe('alternatives', () => {
  const either = Type.Union([Type.String(), Type.Literal(7), Type.Object({ a: Type.Boolean() })])

  test('are told where none fits', () => {
    expect(faultOf(either, null)).toEqual({ at: '', why: 'is none of a text, 7, an object' })
    expect(faultOf(either, { a: true })).toBeUndefined()
  })

  test('that nobody can tell a reason for are refused without one', () => {
    expect(faultOf(Type.Array(Type.Object({}), { uniqueItems: true }), [{}, {}])).toEqual({
      at: '',
      why: 'is not accepted',
    })
  })
})

/** The value, and how often somebody has looked at a member of it or of what is in it. */
const watched = (value: object) => {
  let looks = 0
  const made = new WeakMap<object, object>()
  const watch = (inner: unknown): unknown => {
    if (typeof inner !== 'object' || inner === null) return inner
    const known = made.get(inner)
    if (known) return known
    const proxy = new Proxy(inner, {
      get: (target, name) => {
        looks++
        return watch(Reflect.get(target, name))
      },
      getOwnPropertyDescriptor: (target, name) => {
        looks++
        return Reflect.getOwnPropertyDescriptor(target, name)
      },
    })
    made.set(inner, proxy)
    return proxy
  }
  return { value: watch(value), looks: () => looks }
}

const many = <T>(count: number, make: (place: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))
const uuid = (place: number) => id.slice(0, -6) + String(place).padStart(6, '0')
const record = (count: number, name: (place: number) => string, value: unknown) =>
  Object.fromEntries(many(count, (place) => [name(place), value]))

describe('to explain takes no longer than to check:', () => {
  test.each<[string, Parameters<typeof checkInput>[0], object]>([
    ['a list of ones', 'room.create', { ...group, members: many(5_000, () => 1) }],
    ['a list of equal ids', 'room.create', { ...group, members: many(5_000, () => id) }],
    ['as many ids as may be, the last one twice', 'room.create', { ...group, members: [...many(999, uuid), uuid(7)] }],
    ['as many ids as may be, the last one wrong', 'room.create', { ...group, members: [...many(999, uuid), 'x'] }],
    ['a list of lists', 'user.get', { users: many(5_000, () => [[]]) }],
    ['members without end', 'ping', record(5_000, String, 1)],
    ['members without end beside the right ones', 'message.send', { ...message, ...record(5_000, String, 1) }],
    ['members without end, of which alternatives have none', 'room.create', { ...group, ...record(5_000, String, 1) }],
    ['streams without end', 'hello', { have: record(20_000, (place) => `chat/room/${uuid(place)}`, [1, 1]) }],
    [
      'streams with one bad position',
      'hello',
      { have: record(5_000, (place) => `chat/room/${uuid(place)}`, [1, 'x']) },
    ],
    ['streams of bad names', 'hello', { have: record(5_000, (place) => `chat/rooM/${place}`, [1, 1]) }],
    ['a position of many numbers', 'hello', { have: { [`chat/room/${id}`]: many(5_000, () => 1) } }],
  ])('%s', (_, name, input) => {
    const { value, looks } = watched(input)
    expect(matches(commands[name].input, value)).toBe(false)
    const toCheck = looks()
    expect(() => checkInput(name, value)).toThrow('BAD_INPUT')
    expect(looks() - toCheck).toBeLessThanOrEqual(3 * toCheck + 50)
  })

  test('what is too large is refused without a look at what is in it', () => {
    const lists = watched({ ...group, members: many(5_000, uuid) })
    checkFails('room.create', lists.value)
    expect(lists.looks()).toBeLessThan(100)
    const positions = watched([1, 1])
    checkFails('hello', { have: record(10_001, (place) => `chat/room/${uuid(place)}`, positions.value) })
    expect(positions.looks()).toBe(0)
  })
})

function checkFails(name: Parameters<typeof checkInput>[0], input: unknown) {
  expect(() => checkInput(name, input)).toThrow('BAD_INPUT')
}
