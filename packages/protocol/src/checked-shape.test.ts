import fc from 'fast-check'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { commands, events, faultOf, matches, signals } from './index.ts'
import { knowRules } from './rules.ts'

knowRules()

const schemas: [string, TSchema][] = [
  ...Object.entries(commands).map(([name, { input }]): [string, TSchema] => [name, input]),
  ...Object.entries({ ...events, ...signals }).map(([name, { body }]): [string, TSchema] => [name, body]),
]

interface Shape {
  readonly type?: string
  readonly const?: unknown
  readonly properties?: Record<string, Shape>
  readonly patternProperties?: Record<string, Shape>
  readonly items?: Shape | Shape[]
  readonly anyOf?: Shape[]
}

const id = '0197aaaa-0000-7000-8000-000000000000'
const texts = fc.constantFrom('', 'a', id, `chat/room/${id}`, 'x'.repeat(300), '\u3164', 'a\u202e', 'a\ud800', '\u0000')
const strange = fc.oneof(texts, fc.constantFrom(null, true, 1.5, -1, 1e300, NaN), fc.jsonValue({ maxDepth: 2 }))

/** Mostly as the shape has it, and in places not. */
const near = (shape: Shape): fc.Arbitrary<unknown> => fc.oneof({ weight: 8, arbitrary: like(shape) }, strange)

const like = (shape: Shape): fc.Arbitrary<unknown> => {
  const { type, anyOf, properties = {}, patternProperties, items } = shape
  if (anyOf) return fc.oneof(...anyOf.map(near))
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (type === 'integer' || type === 'number') return fc.integer({ min: 0, max: 20 })
  if (type === 'boolean') return fc.boolean()
  if (type === 'string') return texts
  if (Array.isArray(items)) return fc.tuple(...items.map(near))
  if (type === 'array') return fc.array(near(items ?? {}), { maxLength: 4 })
  const [record] = Object.values(patternProperties ?? {})
  if (record) return fc.dictionary(texts, near(record), { maxKeys: 4 })
  const members = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, near(member)]))
  return fc.record({ ...members, surplus: fc.option(strange, { nil: undefined, freq: 2 }) }, { requiredKeys: [] })
}

const withoutUndefined = (value: unknown): unknown =>
  value === undefined ? null : JSON.parse(JSON.stringify(value, (_, member) => (Number.isNaN(member) ? 0.5 : member)))

describe.each(schemas)('the shape of %s', (_, schema) => {
  const plain = Compile(schema)

  test('accepts with sizes first what it accepts otherwise, and tells a fault of all else', () => {
    fc.assert(
      fc.property(near(schema as Shape).map(withoutUndefined), (value) => {
        const isGood = plain.Check(value)
        expect(matches(schema, value)).toBe(isGood)
        const fault = faultOf(schema, value)
        expect(fault === undefined).toBe(isGood)
        if (fault) expect(fault.why).not.toBe('is not accepted')
      }),
      { numRuns: 300 },
    )
  })
})
