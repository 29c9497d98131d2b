/** A party as its members see it, and how events change that. Pure. */
import type { EventFrame, Output } from '@parley/protocol'
import type { EventOf, isEvent } from './events.ts'

/** A party: who leads it (`leader`), who is in it (`members`), who asks to be (`requests`), and what is set of it. */
export type PartyState = Omit<Output<'party.get'>, 'on' | 'epoch' | 'head'>

type Member = PartyState['members'][number]
type Name = Extract<Parameters<typeof isEvent>[1], `party.${string}`>
type Table = { readonly [E in Name]?: (event: EventOf<E>, party: PartyState) => Partial<PartyState> }

const without = (requests: readonly string[], user: string) => requests.filter((one) => one !== user)

const marked = (
  members: readonly Member[],
  user: string,
  { away, ready }: { away?: boolean; ready?: boolean },
): Member[] =>
  members.map(({ away: wasAway, ...member }) => {
    const isAway = member.user === user && away !== undefined ? away : wasAway === true
    const said = member.user === user && ready !== undefined ? { ready } : {}
    return { ...member, ...said, ...(isAway ? { away: true as const } : {}) }
  })

const silent = (members: readonly Member[]): Member[] => members.map(({ ready: _, ...member }) => member)

/** What is no longer so is left out. */
const gone = (name: 'check' | 'code' | 'label'): Partial<PartyState> => ({ [name]: undefined })

const changed = ({ is: { attributes, label, ...others } }: EventOf<'party.changed'>, party: PartyState) => ({
  ...others,
  ...(label === undefined ? {} : label === '' ? gone('label') : { label }),
  attributes: Object.fromEntries(
    Object.entries({ ...party.attributes, ...attributes }).filter(([, text]) => text !== ''),
  ),
})

const table: Table = {
  'party.joined': ({ seq, is: { user } }, { members, requests }) => ({
    members: [...members, { user, joined: seq }],
    requests: without(requests, user),
  }),
  'party.left': ({ is: { user } }, { members }) => ({ members: members.filter((member) => member.user !== user) }),
  'party.led': ({ is: { user } }) => ({ leader: user }),
  'party.changed': changed,
  'party.locked': ({ is }) => is,
  'party.coded': ({ is: { code } }) => (code === undefined ? gone('code') : { code }),
  'party.requested': ({ is: { user } }, { requests }) => ({ requests: [...requests, user] }),
  'party.dismissed': ({ is: { user } }, { requests }) => ({ requests: without(requests, user) }),
  'party.check_begun': ({ is }, { members }) => ({ check: is, members: silent(members) }),
  'party.check_answered': ({ is: { user, ready } }, { members }) => ({ members: marked(members, user, { ready }) }),
  'party.check_ended': (_, { members }) => ({ ...gone('check'), members: silent(members) }),
  'party.away': ({ is: { user, away } }, { members }) => ({ members: marked(members, user, { away }) }),
}

/** After an event of its stream; the same object where that changes nothing. */
export const partyAfter = (party: PartyState, event: EventFrame): PartyState => {
  const change = Object.hasOwn(table, event.ev) ? table[event.ev as keyof Table] : undefined
  if (!change) return party
  const now = { ...party, ...(change as (event: unknown, party: PartyState) => Partial<PartyState>)(event, party) }
  return Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined)) as unknown as PartyState
}
