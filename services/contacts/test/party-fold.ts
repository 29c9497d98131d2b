/** A party as it is told afresh, and as an event after that makes it. */
import type { EventFrame, Output } from '@parley/protocol'

type Told = Output<'party.get'>
/** Undefined where it is over. */
export type Known = Omit<Told, 'on' | 'epoch' | 'head' | 'check'> & { readonly checkEnds?: number }
type Body = Record<string, unknown>

export const toKnown = ({ on: _on, epoch: _epoch, head: _head, check, ...party }: Told): Known => ({
  ...party,
  ...(check ? { checkEnds: check.ends_at } : {}),
})

const members = (party: Known, change: (one: Known['members'][number]) => object): Known['members'] =>
  party.members.map((one) => ({ ...one, ...change(one) }))
const of = (user: unknown, change: object) => (one: { readonly user: string }) => (one.user === user ? change : {})
const without = (requests: readonly string[], user: unknown) => requests.filter((one) => one !== user)

const changes: Readonly<Record<string, (party: Known, is: Body, seq: number) => Body>> = {
  'party.joined': (party, { user }, seq) => ({
    members: [...party.members, { user, joined: seq }],
    requests: without(party.requests, user),
  }),
  'party.left': (party, { user }) => ({ members: party.members.filter((one) => one.user !== user) }),
  'party.led': (_, { user }) => ({ leader: user }),
  'party.changed': (party, { attributes = {}, ...others }) => ({
    ...others,
    attributes: Object.fromEntries(
      Object.entries({ ...party.attributes, ...(attributes as object) }).filter(([, text]) => text !== ''),
    ),
  }),
  'party.locked': (_, is) => is,
  'party.coded': (_, { code }) => ({ code }),
  'party.requested': (party, { user }) => ({ requests: [...party.requests, user] }),
  'party.dismissed': (party, { user }) => ({ requests: without(party.requests, user) }),
  'party.check_begun': (party, { ends_at }) => ({
    checkEnds: ends_at,
    members: members(party, () => ({ ready: undefined })),
  }),
  'party.check_answered': (party, { user, ready }) => ({ members: members(party, of(user, { ready })) }),
  'party.check_ended': (party) => ({
    checkEnds: undefined,
    members: members(party, () => ({ ready: undefined })),
  }),
}

export const fold = (party: Known | undefined, { ev, is, seq }: EventFrame, id: string): Known | undefined => {
  if (ev === 'party.created') return { party: id, members: [], requests: [], ...is } as unknown as Known
  if (ev === 'party.disbanded' || !party) return undefined
  const change = changes[ev]
  if (!change) throw new Error(`nobody knows what ${ev} does`)
  const next = { ...party, ...change(party, is, seq) }
  return { ...next, ...(next.label ? {} : { label: undefined }) } as Known
}
