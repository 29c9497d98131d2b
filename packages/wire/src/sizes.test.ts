import {
  type Command,
  commands,
  events,
  mostActivityBytes,
  mostAttributeBytes,
  mostMentions,
  mostQuestion,
  mostTextBesideFiles,
  type Owner,
  signals,
} from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { envelopeBytes, leastPayload, mostPieceBytes } from './index.ts'

type TSchema = Command['input']

interface Shape {
  readonly type?: string
  readonly const?: unknown
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape | readonly Shape[]
  readonly maxItems?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly patternProperties?: object
  readonly maxProperties?: number
}

/** A control character as text within JSON within JSON. */
const characterBytes = 7
/** Of a character of what takes no control characters, by its pattern; those of texts without quotes are as they are. */
const bytesOfPrintable: Readonly<Record<string, number>> = {
  '^\\P{Cc}*$': 4,
  '^[ -~]*$': 4,
  '^[A-Za-z0-9+/=]*$': 1,
  '^[A-Za-z0-9_-]*$': 1,
  '^[A-Za-z0-9._-]*$': 1,
}
const idBytes = 36
/** What matches a pattern that ends in a UUID, and begins with something else. */
const nameBytes = 80
const numberBytes = 17
const quotes = 6

/** Bytes of the longest value as JSON within JSON; throws where a schema sets no bound. */
const mostBytes = (schema: Shape): number => {
  if (schema.const !== undefined) return JSON.stringify(schema.const).length + quotes
  if (schema.anyOf) return Math.max(...schema.anyOf.map(mostBytes))
  if (schema.type === 'integer' && schema.minimum !== undefined && schema.maximum !== undefined)
    return Math.max(`${schema.minimum}`.length, `${schema.maximum}`.length)
  if (schema.type === 'integer' || schema.type === 'number' || schema.type === 'boolean') return numberBytes
  const printable = schema.pattern && bytesOfPrintable[schema.pattern]
  if (printable && schema.maxLength) return schema.maxLength * printable + quotes
  if (schema.type === 'string' && schema.maxLength) return schema.maxLength * characterBytes + quotes
  if (schema.type === 'string' && schema.pattern?.includes('[0-9a-f]{12}$'))
    return quotes + (schema.pattern.startsWith('^[0-9a-f]{8}-') ? idBytes : nameBytes)
  if (Array.isArray(schema.items)) return schema.items.reduce((sum, item) => sum + mostBytes(item) + 1, 1)
  if (schema.type === 'array' && schema.items && schema.maxItems)
    return 2 + schema.maxItems * (mostBytes(schema.items as Shape) + 1)
  // An activity, or the attributes of a party. Their services refuse more; on the way there they may be larger, of signs of four bytes.
  if (schema.type === 'object' && schema.patternProperties && schema.maxProperties)
    return Math.max(mostActivityBytes, mostAttributeBytes)
  if (schema.type === 'object' && schema.properties)
    return Object.entries(schema.properties).reduce(
      (sum, [name, member]) => sum + name.length + quotes + 1 + mostBytes(member),
      2,
    )
  throw new Error(`no bound: ${JSON.stringify(schema)}`)
}

/** How a text names somebody, of signs that are themselves in JSON. */
const tokenLength = '<@>'.length + 36

/**
 * Of a message, not all that it may say is as long as it may be at once: the text of a poll is a question, and whom a message mentions
 * its text names.
 */
const mostBytesOfBody = (body: Shape): number => {
  const { text, poll, files, mentions, told: newly, ...others } = body.properties ?? {}
  if (!text?.maxLength || (!poll && !mentions)) return mostBytes(body)
  const bytes = (maxLength: number, more: Shape['properties']) =>
    mostBytes({ ...body, properties: { ...others, text: { ...text, maxLength }, ...more } })
  const tokens = mostMentions * tokenLength
  return Math.max(
    bytes(text.maxLength, {}),
    poll ? bytes(mostQuestion, { poll }) : 0,
    files ? tokens + bytes(mostTextBesideFiles - tokens, { files, ...(mentions ? { mentions } : {}) }) : 0,
    mentions ? tokens + bytes(text.maxLength - tokens, { mentions, ...(newly ? { told: newly } : {}) }) : 0,
  )
}

const shapeOf = (schema: TSchema) => schema as Shape
const travelling = Object.entries(commands).filter(([, { owner }]) => (owner as Owner) !== 'gateway')
const told = Object.entries({ ...events, ...signals })
/** Names and numbers around an event, or around a command on its way to its service. */
const aroundBytes = 1024

describe('on NATS', () => {
  test.each(travelling)('the command %s fits one message, whatever it is given', (_, { input }) => {
    expect(mostBytes(shapeOf(input)) + aroundBytes).toBeLessThanOrEqual(mostPieceBytes)
  })

  test.each(told)('one %s fits one message, whatever it holds', (_, { body }) => {
    expect(mostBytesOfBody(shapeOf(body)) + aroundBytes).toBeLessThanOrEqual(mostPieceBytes)
  })

  test('the smallest messages that we can live with hold one of them and what is around it', () => {
    expect(mostPieceBytes + envelopeBytes).toBeLessThanOrEqual(leastPayload)
    expect(leastPayload).toBeLessThan(65_536)
  })
})
