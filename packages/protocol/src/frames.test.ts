import type { TSchema } from 'typebox'
import { describe, expect, test } from 'vitest'
import { type CommandName, commands, Id, leastFrameBytes, MessageId, MessageText, StreamName } from './index.ts'

/** A character outside the first plane with each half escaped: no JSON text of one is longer. */
const mostBytesOfCharacter = '\\ud83d\\ude00'.length
interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema | readonly Schema[]
  readonly maxItems?: number
  readonly maxLength?: number
  readonly pattern?: string
}

const ids = ([Id, MessageId] as readonly Schema[]).map(({ pattern }) => pattern ?? '')
const bytes = ['^[A-Za-z0-9_-]*$', '^[A-Za-z0-9._-]*$']
/** Characters of the longest name of a stream. */
const nameLength = 32 + 1 + 32 + 1 + 36

/** How long the JSON text of a value of this shape may be. Throws where the shape does not bound it. */
const mostBytes = (schema: Schema): number => {
  const { type, anyOf, properties = {}, items, maxItems, maxLength, pattern } = schema
  if (anyOf) return Math.max(...anyOf.map(mostBytes))
  if ('const' in schema) return JSON.stringify(schema.const).length
  if (type === 'integer') return String(Number.MIN_SAFE_INTEGER).length
  if (type === 'boolean') return 5
  if (Array.isArray(items)) return items.reduce((sum, item) => sum + mostBytes(item) + 1, 1)
  if (type === 'array' && items && maxItems !== undefined) return 2 + maxItems * (mostBytes(items as Schema) + 1)
  if (type === 'string' && ids.includes(pattern ?? '')) return 2 + 36 * mostBytesOfCharacter
  if (type === 'string' && maxLength !== undefined) return 2 + maxLength * mostBytesOfCharacter
  if (type !== 'object') throw new Error(`no bound in ${JSON.stringify(schema)}`)
  const members = Object.entries(properties).map(([name, value]) => name.length + 4 + mostBytes(value))
  return members.reduce((sum, bytes) => sum + bytes, 2)
}

/** Ids and names of a list, those of a card and a sticker, and bytes, are as our clients write them: escaped they are no text that somebody would send. */
const plainIds = (schema: TSchema): Schema =>
  JSON.parse(JSON.stringify(schema), (name, value) => {
    if (name === 'card' || name === 'sticker') return { type: 'string', maxLength: 36 / mostBytesOfCharacter }
    if (bytes.includes(value?.pattern)) return { type: 'string', maxLength: value.maxLength / mostBytesOfCharacter }
    if (value?.type !== 'array') return value
    if (ids.includes(value.items?.pattern)) return { ...value, items: { type: 'string', maxLength: 3 } }
    const isOfNames = value.items?.pattern === (StreamName as Schema).pattern
    return isOfNames ? { ...value, items: { type: 'string', maxLength: nameLength / mostBytesOfCharacter } } : value
  })

/** Beside files the text is shorter than they are long. */
const withoutFiles = (schema: Schema): Schema => {
  const { files, text, ...properties } = schema.properties ?? {}
  return files && text ? { ...schema, properties: { ...properties, text } } : schema
}

/** Those that say as many positions as their sender likes. */
const boundless = ['hello', 'stream.have']
const withoutHello = Object.entries(commands).filter(([name]) => !boundless.includes(name)) as [
  CommandName,
  { input: TSchema },
][]

describe('the frame that every server takes', () => {
  test.each(withoutHello)('holds the largest %s, whatever is escaped in it', (name, { input }) => {
    const frame = JSON.stringify({ id: Number.MIN_SAFE_INTEGER, do: name, with: 0 }).length
    expect(frame + mostBytes(withoutFiles(plainIds(input)))).toBeLessThanOrEqual(leastFrameBytes)
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
