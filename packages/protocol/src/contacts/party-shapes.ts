/** What a party is made of. */
import * as Type from 'typebox'
import { described, Id, PartyCode, Seq, Span, strict, Time } from '../shapes.ts'
import { game, Line, maybe } from './shapes.ts'

export const mostPartyMembers = 256
/** Open requests to come into one party. */
export const mostPartyRequests = 50
/** Attributes of one party, and bytes of all of them as JSON. */
export const mostAttributes = 64
export const mostAttributeBytes = 8_192
/** How long those who are asked have to say that they are ready: at least, usually, at most; milliseconds. */
export const checkMs = { least: 1_000, usual: 20_000, most: 120_000 } as const
const usualMembers = 8

export const Access = Type.Union([Type.Literal('open'), Type.Literal('request'), Type.Literal('closed')])
const access =
  'who comes in besides who is invited or has the code: `open`, whoever knows of it; `request`, whom its leader lets in; `closed`, nobody, and its leader alone invites'

export const Attributes = Type.Record(
  Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,63}$', title: 'a name of 1 to 64 letters, digits, _ . and -' }),
  Line,
  {
    ...strict,
    maxProperties: mostAttributes,
    title: `up to ${mostAttributes} lines of at most 256 characters, by names of at most 64`,
  },
)

export const Most = Type.Integer({ minimum: 1, maximum: mostPartyMembers })

/** What may be set of a party, each with what holds where it is not given. */
export const settings = (otherwise: Record<'label' | 'most' | 'access' | 'migrates' | 'attributes', string>) => ({
  label: maybe(Line, 'what it is called; empty for nothing', otherwise.label),
  most: maybe(Most, 'how many may be in it', otherwise.most),
  access: maybe(Access, access, otherwise.access),
  migrates: maybe(
    Type.Boolean(),
    'whether the member who has been in it for longest leads it when its leader goes; else it ends then',
    otherwise.migrates,
  ),
  attributes: maybe(
    Attributes,
    'what your game says of it, by name; an empty text takes the name out',
    otherwise.attributes,
  ),
})

export const usualSettings = settings({
  label: 'nothing',
  most: `${usualMembers}`,
  access: '`request`',
  migrates: 'true',
  attributes: 'none',
})

export const changedSettings = settings({
  label: 'as before',
  most: 'as before',
  access: 'as before',
  migrates: 'as before',
  attributes: 'as before; those that are not named stay',
})

/** As the server fills in what is not given. */
export const usualParty = { label: '', most: usualMembers, access: 'request', migrates: true } as const

const fixed = {
  label: maybe(Line, 'what it is called', 'nothing'),
  most: described(Most, 'how many may be in it'),
  access: described(Access, `${access}. Later servers may have more`),
  leader: Id,
  attributes: described(Attributes, 'what its game says of it'),
}

export const Member = Type.Object(
  {
    user: Id,
    joined: described(Seq, 'the position of their party.joined: who has been in it for longest has the lowest'),
    away: maybe(Type.Literal(true), 'none of their devices has been there for a while', 'they are there'),
    ready: maybe(Type.Boolean(), 'during a ready check: what they said', 'nothing yet'),
  },
  { title: 'a member of a party' },
)

export const Check = Type.Object({ ends_at: Time, ends_in_ms: Span }, { title: 'a ready check that goes on' })

/** What members see. */
export const view = {
  party: Id,
  game,
  room: maybe(
    Id,
    'its chat room: a group of chat that its members come into and leave with it, each within a moment',
    'it has none',
  ),
  ...fixed,
  migrates: Type.Boolean(),
  locked: Type.Boolean({ description: 'nobody comes in' }),
  code: maybe(PartyCode, 'whoever has it comes in, also where it is not open', 'there is none'),
  members: Type.Array(Member, { description: 'who has been in it for longest comes first' }),
  requests: Type.Array(Id, { description: 'who asks to come in, and waits for its leader' }),
  check: Type.Optional(Check),
}

/** What others see who search. */
export const Found = Type.Object(
  { party: Id, ...fixed, count: Type.Integer({ minimum: 1, description: 'how many are in it' }) },
  { title: 'a party that has room' },
)
