/** A value for each shape of the table: what pages show and tests send where nobody wrote a better one. */
import type { TSchema } from 'typebox'
import { Scope } from './auth/staff-commands.ts'
import { Email } from './emails.ts'
import { Endpoint, PublicKey, Secret } from './notify/push.ts'
import { Colour, WebLink } from './profiles.ts'
import {
  DisplayName,
  Emoji,
  Id,
  InviteCode,
  MessageId,
  MessageText,
  PartyCode,
  Password,
  PersonName,
  StreamName,
  Token,
  Username,
} from './shapes.ts'

interface Shape {
  readonly type?: string
  readonly const?: unknown
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape | readonly Shape[]
  readonly minItems?: number
  readonly minimum?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly format?: string
}

const id = '0199d2b7-31aa-4e0b-8a55-6d0c55d1e9a4'

/** By the pattern or the format that a text has to have. */
const texts = new Map<string | undefined, string>(
  (
    [
      [Id, id],
      [MessageId, '0199d2b8-4c3e-7d21-a5f0-2b9e8c7d6f55'],
      [InviteCode, 'AZnStzGqTguKVW0MVdHppHvx0O9mPq2n8sLk3yTfWbU'],
      [PartyCode, 'K7Q2M9XC'],
      [StreamName, `chat/room/${id}`],
      [Username, 'ann'],
      [DisplayName, 'Ann'],
      [PersonName, 'Ann'],
      [MessageText, 'Hello'],
      [Emoji, '👍'],
      [Email, 'ann@example.org'],
      [Colour, '#2a7f62'],
      [WebLink, 'https://ann.example'],
      [Password, 'correct horse battery'],
      [Token, 'q2Yp0x8T2mJm5bXh'],
      [Endpoint, 'https://push.example.org/k7Q2M9XC'],
      [PublicKey, `B${'x'.repeat(86)}`],
      [Secret, 'x'.repeat(22)],
      [Scope, 'room:write'],
    ] as [Shape, string][]
  ).map(([{ pattern, format }, text]) => [pattern ?? format, text]),
)

const textOf = ({ pattern, format, minLength = 0 }: Shape): string =>
  texts.get(pattern ?? format) ?? 'text'.padEnd(minLength, '.')

const listOf = ({ items = {}, minItems = 1 }: Shape): unknown[] =>
  Array.isArray(items)
    ? items.map(valueFor)
    : Array.from({ length: Math.max(1, minItems) }, () => valueFor(items as Shape))

const valueFor = (shape: Shape): unknown => {
  if (shape.const !== undefined) return shape.const
  if (shape.anyOf) return valueFor(shape.anyOf[0] as Shape)
  if (shape.type === 'string') return textOf(shape)
  if (shape.type === 'integer' || shape.type === 'number') return Math.max(shape.minimum ?? 1, 1)
  if (shape.type === 'boolean') return true
  if (shape.type === 'array') return listOf(shape)
  return Object.fromEntries(Object.entries(shape.properties ?? {}).map(([name, own]) => [name, valueFor(own)]))
}

/** With every member that it may have. */
export const exampleOf = (shape: TSchema): unknown => valueFor(shape as Shape)
