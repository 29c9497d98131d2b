/** One good input for each command, and from it as many bad ones as there are ways to be wrong. */
import { uuid7 } from '@parley/client'
import { type Command, type CommandName, commands, exampleOf, type Input, matches } from '@parley/protocol'
import { password } from './world.ts'

const id = '0197aaaa-0000-4000-8000-000000000000'

type Samples = { readonly [C in CommandName]: Input<C> }

const made = Object.entries<Command>(commands).map(([name, { input }]) => [name, exampleOf(input)])

/** Those that say more than what is made of their shapes. */
const written: Partial<Samples> = {
  hello: { have: { [`chat/room/${id}`]: [1, 2] } },
  'stream.have': { have: { [`chat/room/${id}`]: [1, 2] } },
  'stream.follow': { streams: [`chat/room/${id}`], have: { [`chat/room/${id}`]: [1, 2] } },
  'stream.leave': { streams: [`chat/room/${id}`] },
  ping: {},
  'token.renew': { token: 'a.b.c' },
  'typing.start': { room: id },
  'account.create': { username: 'somebody', password, name: 'Somebody', device: 'test' },
  'account.get': {},
  'session.create': { username: 'somebody', password, device: 'test' },
  'session.refresh': { refresh: 'x' },
  'session.end': { refresh: 'x' },
  'user.get': { users: [id] },
  'user.search': { name: 'some' },
  'room.create': { kind: 'group', key: id, name: 'Team', members: [id] },
  'room.list': { after: id, limit: 10 },
  'room.get': { room: id },
  'room.at': { room: id, at: 1 },
  'room.leave': { room: id },
  'room.history': { room: id, before: 10, after: 1, limit: 10 },
  'member.add': { room: id, users: [id] },
  'member.list': { room: id, after: 1, limit: 10 },
  'member.remove': { room: id, user: id },
  'message.send': { room: id, id: uuid7(), text: 'Hello' },
  'direct.send': { user: id, id: uuid7(), text: 'Hello' },
  'message.delete': { room: id, seq: 1 },
  'message.search': { text: 'some' },
  'author.hide': { user: id },
  'author.show': { user: id },
  'author.list': {},
  'cursor.move': { room: id, seq: 1 },
}

export const samples = { ...Object.fromEntries(made), ...written } as Samples

export const names = Object.keys(commands) as CommandName[]

/** Values that hardly anything takes. */
const strange: unknown[] = [
  null,
  true,
  7.5,
  -1,
  1e300,
  '',
  'x',
  ' ',
  'x'.repeat(5_000),
  '\u0000',
  '../../etc/passwd',
  "' or 1=1 --",
  [],
  [null],
  [[]],
  {},
  { a: 1 },
]

/** Objects that have what a literal `{ __proto__: … }` would not make: a member of that name. */
const withMember = (input: object, name: string, value: unknown): object =>
  Object.defineProperty({ ...input }, name, { value, enumerable: true })

const members = ['__proto__', 'constructor', 'prototype', 'toString', 'surplus']

/** Inputs that the command does not take, each wrong in one way. */
export const wrongInputs = (name: CommandName): unknown[] => {
  const good = samples[name] as Record<string, unknown>
  const schema = commands[name].input
  const others = [null, [], [good], 'x', 7, true]
  const surplus = members.map((member) => withMember(good, member, { admin: true }))
  const missing = Object.keys(good)
    .map((member) => ({ ...good, [member]: undefined }))
    .map((input) => JSON.parse(JSON.stringify(input)))
  const changed = Object.keys(good).flatMap((member) => strange.map((value) => ({ ...good, [member]: value })))
  return [...others, ...surplus, ...[...missing, ...changed].filter((input) => !matches(schema, input))]
}

const shown = 6

/**
 * So many of them, of each kind some over all commands: what is wrong is found by the same check however it came, which one encoding tries
 * with all of them.
 */
export const someWrongInputs = (name: CommandName): unknown[] => {
  const all = wrongInputs(name).filter((input) => typeof input === 'object' && input !== null && !Array.isArray(input))
  const step = Math.max(1, Math.floor(all.length / shown))
  return all.filter((_, place) => place % step === names.indexOf(name) % step).slice(0, shown)
}
