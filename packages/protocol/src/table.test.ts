import type { TSchema } from 'typebox'
import { describe, expect, test } from 'vitest'
import {
  type Command,
  closeCodes,
  commands,
  detailsOf,
  doesRule,
  type Effect,
  type ErrorName,
  type Event,
  errorBlocks,
  errorDetails,
  errors,
  events,
  everyCommandErrors,
  mayReconnect,
  type Owner,
  owners,
  type Part,
  protocolJson,
  redactedEvent,
  type Signal,
  signals,
  streamKinds,
  streamOwners,
} from './index.ts'
import { parts } from './parts.ts'

const commandEntries = Object.entries<Command>(commands)
const eventEntries = Object.entries<Event>(events)
const signalEntries = Object.entries<Signal>(signals)
const membersOf = (schema: TSchema) => {
  const { properties = {}, required = [] } = schema as { properties?: Record<string, TSchema>; required?: string[] }
  return { properties, required }
}

interface Shape {
  readonly type?: string
  readonly items?: unknown
  readonly patternProperties?: unknown
  readonly pattern?: string
  readonly title?: string
  readonly maxLength?: number
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly description?: string
  readonly default?: number
  readonly minimum?: number
  readonly maximum?: number
}

/** The schema and all within it. */
const shapesIn = (schema: unknown): Shape[] =>
  typeof schema === 'object' && schema !== null ? [schema, ...Object.values(schema).flatMap(shapesIn)] : []

describe('errors', () => {
  const rows = Object.entries(errors)
  /** In the order of the table: an error is added to the end of its block. */
  const blocks = Object.groupBy(rows, ([, { code }]) => Math.floor(code / 100) * 100)

  /** Who is asked, and who runs the platform, is known to auth, and who blocks whom to contacts: what they say of it is said in the same way by others. */
  const borrowed: Partial<Record<Owner, readonly Owner[]>> = {
    gateway: ['auth'],
    auth: ['files'],
    chat: ['auth', 'contacts', 'files'],
    contacts: ['chat'],
  }

  test('have a number each', () => {
    const numbers = rows.map(([, { code }]) => code)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  test('are in the block of their area', () => {
    expect(new Set(Object.values(errorBlocks)).size).toBe(owners.length)
    for (const block of Object.keys(blocks)) expect(Object.values(errorBlocks)).toContain(Number(block))
    for (const [name, { owner, errors: own }] of commandEntries) {
      const allowed = [errorBlocks[owner], ...(borrowed[owner] ?? []).map((other) => errorBlocks[other])]
      for (const error of own) expect(allowed, name).toContain(Math.floor(errors[error].code / 100) * 100)
    }
  })

  test.each(Object.entries(blocks))('of block %s are listed in the order of their numbers', (_, block = []) => {
    const numbers = block.map(([, { code }]) => code)
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
  })

  test.each(rows)('%s speaks only of what it tells, and of frames only where there are some', (name, { text }) => {
    const tells: readonly string[] = detailsOf(name as ErrorName)
    for (const [, word = ''] of text.matchAll(/`(\w+)`/g)) if (word in errorDetails) expect(tells).toContain(word)
    if (name !== 'BAD_FRAME') expect(text).not.toMatch(/\bframe/i)
    expect(new Set(tells).size).toBe(tells.length)
  })

  test.each(Object.keys(errorDetails))('that tell %s are there', (detail) => {
    expect(rows.some(([name]) => (detailsOf(name as ErrorName) as readonly string[]).includes(detail))).toBe(true)
  })

  test.each(rows)('%s has a status of HTTP that fits it', (_, { status, retry }) => {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
    expect(retry).toBe(status === 429 || status >= 500)
  })
})

// SDKs repeat what they do not know, as long as its verb is none of these.
test.each(commandEntries)('%s may be repeated, or its verb says otherwise', (name, { rate, repeatable }) => {
  if ((repeatable ?? rate === 'read') === true) return
  const verbs = ['hello', 'ping', 'have', 'leave', 'start', 'create', 'refresh', 'end', 'time_out', 'check']
  const verb = name.slice(name.indexOf('.') + 1)
  if (!verbs.includes(verb))
    expect(['member.remove', 'room.delete', 'resident.remove', 'session.exchange']).toContain(name)
})

describe('parts', () => {
  const rows = Object.entries<Part>(parts)

  test.each(rows)('%s names itself in what it owns', (owner, part) => {
    for (const [name, entry] of Object.entries(part.commands)) expect(entry.owner, name).toBe(owner)
    for (const kind of Object.keys(part.streams)) expect(kind.split('/')[0]).toBe(owner)
    for (const { stream, also = stream } of Object.values(part.events))
      for (const kind of [stream, also]) expect(part.streams).toHaveProperty(kind)
    // A gateway tells passing things on streams of any service.
    if (owner !== 'gateway')
      for (const { stream } of Object.values(part.signals)) expect(part.streams).toHaveProperty(stream)
  })

  test('have no name in common, and all that they have is in the table', () => {
    const namesOf = (table: 'commands' | 'events' | 'signals') => rows.flatMap(([, part]) => Object.keys(part[table]))
    expect(namesOf('commands').toSorted()).toEqual(Object.keys(commands).toSorted())
    expect(namesOf('events').toSorted()).toEqual(Object.keys(events).toSorted())
    expect(namesOf('signals').toSorted()).toEqual(Object.keys(signals).toSorted())
  })

  test('whose streams clients follow are those that gateways ask', () => {
    const followed = rows.filter(([, { streams }]) => Object.values(streams).some((kind) => kind.followed))
    expect(streamOwners).toEqual(followed.map(([owner]) => owner))
    expect(streamOwners).toContain('chat')
    expect(streamOwners).not.toContain('auth')
  })
})

describe('close codes', () => {
  const rows = Object.entries(closeCodes)

  test('have a number each, in the range that WebSocket leaves to applications', () => {
    const numbers = rows.map(([, { code }]) => code)
    expect(new Set(numbers).size).toBe(numbers.length)
    for (const number of numbers) expect(number >= 4000 && number <= 4999).toBe(true)
  })

  test('say by their range whether to come back', () => {
    expect([4000, 4499, 1006, 1001, 4400].every(mayReconnect)).toBe(true)
    expect([4500, 4999, 4700].some(mayReconnect)).toBe(false)
  })
})

describe('commands', () => {
  test.each(commandEntries)('%s declares errors that there are, and none that every command may give', (_, entry) => {
    for (const name of entry.errors) {
      expect(Object.keys(errors)).toContain(name)
      expect(everyCommandErrors).not.toContain(name)
    }
    expect(new Set(entry.errors).size).toBe(entry.errors.length)
  })

  test.each(commandEntries)('%s refuses members that it does not name', (_, { input }) => {
    const variants = (input as { anyOf?: TSchema[] }).anyOf ?? [input]
    for (const variant of variants) expect(variant).toMatchObject({ type: 'object', additionalProperties: false })
  })

  test.each(commandEntries)('%s says of each list, record and text how large it may be', (_, { input }) => {
    for (const shape of shapesIn(input)) {
      if (shape.type === 'array' && !Array.isArray(shape.items)) expect(shape).toHaveProperty('maxItems')
      if (shape.patternProperties) expect(shape).toHaveProperty('maxProperties')
      if (shape.type === 'string' && !shape.maxLength && shape.const === undefined)
        expect(shape.pattern ?? '*').not.toMatch(/[*+]|,}/)
      if (shape.type === 'object') expect(shape).toHaveProperty('additionalProperties', false)
    }
  })

  test.each(commandEntries)('%s says of each member that may be left out what holds then', (_, { input }) => {
    for (const { properties = {}, required = [] } of shapesIn(input))
      for (const [name, { description }] of Object.entries(properties))
        if (!required.includes(name)) expect(description, name).toMatch(/\. Not given: \S/)
  })

  test.each(commandEntries)('%s has a default that it says, within its bounds', (_, { input }) => {
    for (const { default: usual, description, minimum = Infinity, maximum = -Infinity } of shapesIn(input)) {
      if (usual === undefined) continue
      expect(description).toContain(`Not given: ${usual}`)
      expect(usual).toBeGreaterThanOrEqual(minimum)
      expect(usual).toBeLessThanOrEqual(maximum)
    }
  })

  test.each(commandEntries)('%s takes no number that a program cannot tell from its neighbours', (_, { input }) => {
    for (const { type, minimum = -Infinity, maximum = Infinity } of shapesIn(input)) {
      if (type !== 'integer') continue
      expect(minimum).toBeGreaterThanOrEqual(Number.MIN_SAFE_INTEGER)
      expect(maximum).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER)
    }
  })

  test.each(commandEntries)(
    '%s names the form of each text that has to have one, for whoever gets it wrong',
    (_, { input }) => {
      for (const { type, pattern, title } of shapesIn(input))
        if (type === 'string' && pattern) expect(title).toBeTruthy()
    },
  )

  test.each(commandEntries.filter(([, { inOrderOf }]) => inOrderOf))(
    '%s is ordered by a member that it requires',
    (_, entry) => {
      expect(membersOf(entry.input).required).toContain(entry.inOrderOf)
    },
  )

  test.each(commandEntries.filter(([, { weighs }]) => weighs))('%s is weighed by a list or a record', (_, entry) => {
    const { anyOf } = entry.input as { anyOf?: TSchema[] }
    for (const variant of anyOf ?? [entry.input]) {
      const member = membersOf(variant).properties[entry.weighs as string]
      if (member) expect(['array', 'object']).toContain((member as { type?: string }).type)
    }
  })

  test.each(commandEntries)('%s says with which members it may be repeated as its input calls them', (_, entry) => {
    if (!Array.isArray(entry.repeatable)) return
    const variants = (entry.input as { anyOf?: TSchema[] }).anyOf ?? [entry.input]
    const members = variants.flatMap((variant) => Object.keys(membersOf(variant).properties))
    expect(members).toEqual(expect.arrayContaining([...entry.repeatable]))
  })

  /** What somebody looks at before they have an account. */
  const readsBeside = ['invite.look', 'ways.get']
  test.each(commandEntries)(
    '%s may be called without a token only where that is what it is for',
    (name, { access, rate }) => {
      expect(access === 'anyone').toBe(rate === 'login' || rate === 'refresh' || readsBeside.includes(name))
    },
  )

  test('what devices do by themselves is not limited with what people type: a whole office refreshes behind one address', () => {
    const rateOf = (name: keyof typeof commands) => commands[name].rate
    expect([rateOf('session.refresh'), rateOf('session.end')]).toEqual(['refresh', 'refresh'])
    expect([rateOf('session.create'), rateOf('account.create')]).toEqual(['login', 'login'])
  })
})

describe('streams', () => {
  const owners = new Set(commandEntries.map(([, { owner }]) => owner as string))

  test.each(Object.keys(streamKinds))('of kind %s are named for a service that there is', (kind) => {
    const [owner = '', rest = ''] = kind.split('/')
    expect(owners).toContain(owner)
    expect(rest).toMatch(/^[a-z]+$/)
  })

  test('that clients follow are owned by services', () => {
    for (const owner of streamOwners) expect(owners).toContain(owner)
  })

  test.each([...eventEntries, ...signalEntries])('carry %s, being of a kind that there is', (_, { stream }) => {
    expect(Object.keys(streamKinds)).toContain(stream)
  })
})

describe('signals', () => {
  const states = signalEntries.filter(([, { state }]) => state)

  test.each(states)('%s, which says how something stands, has a version, and says of what', (_, { body, state }) => {
    const { properties, required } = membersOf(body)
    expect(properties[state?.version as string]).toMatchObject({ type: 'integer' })
    for (const member of Object.values(state ?? {})) expect(required).toContain(member)
  })

  test.each(states)('%s, which says how something stands, comes later where it is dropped', (_, { droppable }) => {
    expect(droppable).toBeUndefined()
  })
})

describe('events', () => {
  test('and signals have no name in common', () => {
    const names = [...eventEntries, ...signalEntries].map(([name]) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  test.each(eventEntries.filter(([, { effect }]) => effect === 'start'))(
    '%s says which stream starts, and where',
    (_, { body }) => {
      const { properties, required } = membersOf(body)
      expect(required).toEqual(expect.arrayContaining(['on', 'epoch', 'head', 'floor']))
      expect(properties.on).toMatchObject({ type: 'string' })
      for (const name of ['epoch', 'head', 'floor']) expect(properties[name]).toMatchObject({ type: 'integer' })
    },
  )

  const about: Partial<Record<Effect, readonly [member: string, type: string]>> = {
    end: ['user', 'string'],
    hide: ['user', 'string'],
    show: ['user', 'string'],
    redact: ['seq', 'integer'],
  }
  const withEffect = eventEntries.flatMap(([name, { effect, body }]) => {
    const told = effect && about[effect]
    return told ? [[name, ...told, body] as const] : []
  })

  test.each(withEffect)('%s, which has an effect, says what it is about in `%s`', (_, member, type, body) => {
    const { properties, required } = membersOf(body)
    expect(required).toContain(member)
    expect(properties[member]).toMatchObject({ type })
  })

  test.each([
    ['start', 'end'],
    ['hide', 'show'],
  ])('that %s something are there where those are that %s it', (one, other) => {
    const effects = eventEntries.map(([, { effect }]) => effect as string)
    expect(effects.includes(one)).toBe(effects.includes(other))
  })

  test.each(eventEntries.filter(([, { effect }]) => effect === 'hide' || effect === 'show'))(
    '%s, which concerns one reader alone, is in a stream of one reader',
    (_, { stream }) => {
      expect(stream).toMatch(/\/user$/)
    },
  )

  test.each(eventEntries.filter(([, { effect }]) => effect === 'rule'))(
    '%s, which changes who sees what, is in a stream that rules others',
    (_, { stream }) => {
      expect(doesRule(`${stream}/id`)).toBe(true)
    },
  )

  test('that somebody says are withheld from who hides them, and so change neither who follows nor who sees', () => {
    for (const [name, { authored, effect }] of eventEntries) if (authored) expect(effect, name).toBeUndefined()
  })

  test('are not called as what stands in the place of one that may not be seen', () => {
    expect(eventEntries.map(([name]) => name)).not.toContain(redactedEvent)
  })
})

test('the table as JSON is the table', () => {
  const exported = JSON.parse(JSON.stringify(protocolJson()))
  expect(Object.keys(exported.commands)).toEqual(Object.keys(commands))
  expect(Object.keys(exported.events)).toEqual(Object.keys(events))
  expect(Object.keys(exported.signals)).toEqual(Object.keys(signals))
  expect(exported.errors).toEqual(errors)
  expect(exported.streamKinds).toEqual(streamKinds)
  for (const [name, row] of Object.entries(closeCodes))
    expect(exported.closeCodes[name]).toEqual({ ...row, reconnect: mayReconnect(row.code) })
  expect(exported.commands['message.send']).toMatchObject({
    owner: 'chat',
    access: 'user',
    rate: 'send',
    inOrderOf: 'room',
    input: {
      type: 'object',
      required: ['room', 'id', 'text'],
      properties: { text: { type: 'string', maxLength: 4000 } },
    },
  })
})
