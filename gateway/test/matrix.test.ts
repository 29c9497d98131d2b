/**
 * Every command by everybody: what the table lets through, against the rows that people decided. Decided without a server, by the one pipeline
 * that sockets and HTTP share; what a role allows is asked of the rule that auth asks in its transactions.
 */
import {
  type Command,
  type CommandName,
  commands,
  Failure,
  keyScopes,
  roleAllows,
  type StaffRole,
  type StandingName,
  staffRoles,
} from '@parley/protocol'
import { Standings } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { Admission, type Caller } from '../src/admission.ts'
import type { Rate, Rates } from '../src/rates.ts'
import { Seats } from '../src/seats.ts'
import { notByGuests, open, rows, staff, whileSuspended } from './matrix-rows.ts'

const roomy: Rate = { setting: 'ROOMY', perSecond: 1e9, atOnce: 2e9 }
const rates = new Proxy({} as Rates, { get: () => roomy })
const seats = new Seats({
  CONNECTIONS_PER_SESSION: 1,
  CONNECTIONS_PER_ACCOUNT: 1,
  CONNECTIONS_PER_ADDRESS: 1,
  CONNECTIONS: 1,
})

const names = Object.keys(commands) as CommandName[]
const wordOf = (name: string) => name.split('.')[0] as string
const readsOnly = (name: CommandName) => ['read', 'free'].includes(commands[name].rate)

/** A user who stands so. */
const pipelineFor = (is: StandingName, more: { readonly guest?: true } = {}) => {
  const standings = new Standings(1_000)
  standings.take([{ user: 'ann', is, at: 1, ...more }], 0)
  const tokens = { verify: async () => fault(), now: () => 0, standingOf: (user: string) => standings.of(user, 0) }
  return new Admission({ rates, inFlight: 1, tokens, seats })
}
const fault = (): never => {
  throw new Error('nobody is asked')
}

/** The name of the refusal; `let through` where it is none of who asks: a wrong input comes after all of that. */
const outcome = (admission: Admission, name: CommandName, caller: Caller): string => {
  try {
    admission.admit(name, null, caller)
  } catch (reason) {
    if (!(reason instanceof Failure)) throw reason
    if (reason.body.name !== 'BAD_INPUT') return reason.body.name
  }
  return 'let through'
}
const ann: Caller = { user: 'ann', session: 'ann', address: '192.0.2.1' }

test('every command has a row, and every row a command', () => {
  expect(Object.keys(rows)).toEqual([...new Set(names.map(wordOf))].toSorted())
  for (const list of [open, whileSuspended, notByGuests, Object.keys(staff)])
    for (const name of list) expect(names).toContain(name)
})

describe('without a token', () => {
  test.each(names)('%s', (name) => {
    expect(commands[name].access === 'anyone').toBe(open.includes(name))
  })
})

const standings = {
  good: (_: CommandName) => 'let through',
  suspended: (name: CommandName) =>
    readsOnly(name) || open.includes(name) || whileSuspended.includes(name) ? 'let through' : 'ACCOUNT_SUSPENDED',
  pending: (name: CommandName) => (open.includes(name) ? 'let through' : 'ACCOUNT_LOCKED'),
  locked: (name: CommandName) => (open.includes(name) ? 'let through' : 'ACCOUNT_LOCKED'),
  banned: (name: CommandName) => (open.includes(name) ? 'let through' : 'ACCOUNT_BANNED'),
} satisfies Record<StandingName, (name: CommandName) => string>

describe.each(Object.entries(standings))('somebody who is %s', (is, expected) => {
  const admission = pipelineFor(is as StandingName)
  test.each(names)('%s', (name) => {
    expect(outcome(admission, name, ann)).toBe(expected(name))
  })
})

const asGuest = (name: CommandName) => (notByGuests.includes(name) ? 'GUEST_MAY_NOT' : 'let through')

describe('a guest', () => {
  const admission = pipelineFor('good', { guest: true })
  test.each(names)('%s', (name) => {
    expect(outcome(admission, name, ann)).toBe(asGuest(name))
  })
})

describe('a guest who is suspended', () => {
  const admission = pipelineFor('suspended', { guest: true })
  test.each(names)('%s', (name) => {
    const whileSo = standings.suspended(name)
    expect(outcome(admission, name, ann)).toBe(whileSo === 'let through' ? asGuest(name) : whileSo)
  })
})

describe.each([undefined, ...staffRoles])('the role %s', (role) => {
  test.each(names)('%s', (name) => {
    const { needs }: Command = commands[name]
    const isForStaff = rows[wordOf(name)] === 'staff'
    expect(needs !== undefined).toBe(isForStaff)
    const may = needs === undefined || roleAllows(role, needs)
    expect(may).toBe(!isForStaff || (staff[name] ?? []).includes(role as StaffRole))
  })
})

test('a key can have what people share, to read and to change, and the directory, and nothing else', () => {
  const scopes = names.filter((name) => rows[wordOf(name)] === 'shared' && !open.includes(name))
  const expected = scopes.map((name) => `${wordOf(name)}:${readsOnly(name) ? 'read' : 'write'}`)
  expect(keyScopes).toEqual([...new Set(expected), 'scim:write'].toSorted())
})

describe.each(keyScopes)('a service key for %s', (scope) => {
  const admission = pipelineFor('good')
  const caller = { ...ann, scopes: new Set([scope, 'gateway:read']) }
  const isLetThrough = (name: CommandName) => {
    if (rows[wordOf(name)] === 'socket') return readsOnly(name)
    // What presence and files call themselves is also what their commands begin with.
    const own = [wordOf(name), commands[name].owner].map((word) => `${word}:${readsOnly(name) ? 'read' : 'write'}`)
    return own.includes(scope)
  }
  test('opens that alone', () => {
    const opened = names.filter((name) => outcome(admission, name, caller) === 'let through')
    expect(opened).toEqual(names.filter(isLetThrough))
    for (const name of names.filter((each) => !opened.includes(each)))
      expect(outcome(admission, name, caller), name).toBe('SCOPE_MISSING')
  })
})
