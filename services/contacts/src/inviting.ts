/** Sending an invitation to a game, in either direction. */
import { fail, type Input, invitationMs, type Output } from '@parley/protocol'
import type { Caller } from '@parley/service-kit'
import type { Context } from './context.ts'
import { judgeInvitation } from './invitation-rules.ts'
import { tellInvitation } from './invitations.ts'
import { type Bound, boundOf } from './of-new.ts'
import { onPair, type Pair } from './pair.ts'
import { mayBring } from './party-rules.ts'
import { countOpen, findInvitation, type InvitationRow, insertInvitation } from './store/invitations.ts'
import { findParty } from './store/parties.ts'
import { partyOf } from './store/party-members.ts'
import { findPrivacy } from './store/privacy.ts'
import { doShareContact } from './store/relations.ts'

type Wanted = Omit<Input<'invitation.send'>, 'invitation' | 'user'>
type Kind = InvitationRow['kind']

/** Of an invitation to a party its game. One is no member of what there is not. */
export const gameOf = async (
  { tx, user }: Pick<Pair, 'tx' | 'user'>,
  { game = '', party }: Pick<Wanted, 'game' | 'party'>,
): Promise<string> => {
  if (party === undefined) return game
  const row = await findParty(tx, party)
  if (!row || (await partyOf(tx, user, row.game)) !== party) return fail('PARTY_NOT_FOUND')
  return mayBring(row, user) ? row.game : fail('LEADER_ONLY')
}

const judge = async (pair: Pair, game: string, kind: Kind, bound: Bound): Promise<boolean> => {
  const { tx, user, other, mine, theirs } = pair
  const { count, same } = await countOpen(tx, { sender: user, recipient: other, game, kind })
  const verdict = judgeInvitation({
    mine,
    theirs,
    invitations: { count, most: bound.most },
    isOpen: same,
    privacy: (await findPrivacy(tx, other)).contact,
    doShare: await doShareContact(tx, user, other),
  })
  if (verdict === 'send' || verdict === 'withhold') return verdict === 'withhold'
  return verdict === 'TOO_MANY_INVITATIONS' ? fail(verdict, { ...bound }) : fail(verdict)
}

const insert = async (pair: Pair, id: string, kind: Kind, wanted: Wanted, bound: Bound): Promise<InvitationRow> => {
  const { tx, user, other } = pair
  const game = await gameOf(pair, wanted)
  const withheld = await judge(pair, game, kind, bound)
  const { party = null, payload = '', platforms = [], launch = '', secret = '' } = wanted
  const carries = party !== null && wanted.carries === true
  const said = { game, party, carries, payload, platforms, launch, secret }
  const row = { id, sender: user, recipient: other, kind, ...said, withheld }
  const made =
    (await insertInvitation(tx, row, wanted.expires_in_ms ?? invitationMs.usual)) ?? fail('INVITATION_ID_TAKEN')
  pair.tellBoth('invitation.sent', tellInvitation(made), !withheld)
  return made
}

/** Repeated with the same id, it is the same. */
const findSame = async ({ tx, user, other }: Pair, id: string, kind: Kind): Promise<InvitationRow | undefined> => {
  const row = await findInvitation(tx, id)
  const isSame = row?.sender === user && row.recipient === other && row.kind === kind
  return row && !isSame ? fail('INVITATION_ID_TAKEN') : row
}

export const invite = async (
  context: Context,
  caller: Caller,
  kind: Kind,
  { invitation: id, user: other, ...wanted }: Input<'invitation.send'>,
): Promise<Output<'invitation.send'>> => {
  const { user } = caller
  if (other === user) fail('INVITING_YOURSELF')
  if (!(await context.people.exists(other))) fail('PERSON_NOT_FOUND', { user: other })
  return onPair(context, user, other, true, async (pair) => {
    const bound = await boundOf(context, pair.tx, caller, 'invitations')
    const row = (await findSame(pair, id, kind)) ?? (await insert(pair, id, kind, wanted, bound))
    const { count } = await countOpen(pair.tx, row)
    const { expires_at, expires_in_ms } = tellInvitation(row)
    const { most } = bound
    return { seq: pair.own.head, expires_at, expires_in_ms, invitations: { count, most } }
  })
}
