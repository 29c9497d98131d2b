import type { TSchema } from 'typebox'
import { describe, expect, test } from 'vitest'
import { type CommandName, commands, Id, leastFrameBytes, MessageId, MessageText } from './index.ts'

/** A character outside the first plane with each half escaped: no JSON text of one is longer. */
const mostBytesOfCharacter = '\\ud83d\\ude00'.length
interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly maxItems?: number
  readonly maxLength?: number
  readonly pattern?: string
}

const ids = ([Id, MessageId] as readonly Schema[]).map(({ pattern }) => pattern ?? '')

/** How long the JSON text of a value of this shape may be. Throws where the shape does not bound it. */
const mostBytes = (schema: Schema): number => {
  const { type, anyOf, properties = {}, items, maxItems, maxLength, pattern } = schema
  if (anyOf) return Math.max(...anyOf.map(mostBytes))
  if ('const' in schema) return JSON.stringify(schema.const).length
  if (type === 'integer') return String(Number.MIN_SAFE_INTEGER).length
  if (type === 'boolean') return 5
  if (type === 'array' && items && maxItems !== undefined) return 2 + maxItems * (mostBytes(items) + 1)
  if (type === 'string' && ids.includes(pattern ?? '')) return 2 + 36 * mostBytesOfCharacter
  if (type === 'string' && maxLength !== undefined) return 2 + maxLength * mostBytesOfCharacter
  if (type !== 'object') throw new Error(`no bound in ${JSON.stringify(schema)}`)
  const members = Object.entries(properties).map(([name, value]) => name.length + 4 + mostBytes(value))
  return members.reduce((sum, bytes) => sum + bytes, 2)
}

/** Ids of a list are as our clients write them: a thousand of them escaped are no text that somebody would send. */
const plainIds = (schema: TSchema): Schema =>
  JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.type === 'array' && ids.includes(value.items?.pattern)
      ? { ...value, items: { type: 'string', maxLength: 3 } }
      : value,
  )

const withoutHello = Object.entries(commands).filter(([name]) => name !== 'hello') as [
  CommandName,
  { input: TSchema },
][]

describe('the frame that every server takes', () => {
  test.each(withoutHello)('holds the largest %s, whatever is escaped in it', (name, { input }) => {
    const frame = JSON.stringify({ id: Number.MIN_SAFE_INTEGER, do: name, with: 0 }).length
    expect(frame + mostBytes(plainIds(input))).toBeLessThanOrEqual(leastFrameBytes)
  })

  test('is as large for a message of the longest text, each character written as twelve', () => {
    const { maxLength = 0 } = MessageText as Schema
    const text = mostBytesOfCharacter * maxLength
    expect(text).toBe(48_000)
    expect(leastFrameBytes).toBeGreaterThan(text)
  })

  test('holds a hello of hundreds of streams', () => {
    const position = `"chat/room/${'x'.repeat(36)}":[${2 ** 32},${2 ** 32}],`.length
    expect(leastFrameBytes / position).toBeGreaterThan(500)
  })
})
