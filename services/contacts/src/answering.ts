/** Answers to an invitation to a game: of all that are given, one counts. */
import { fail, type Input, type Output } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import type { Context } from './context.ts'
import { comeIn, ofAnother } from './entering.ts'
import { judgeAnswer, type Settling } from './invitation-rules.ts'
import { isHeld, lockBoth, settle } from './invitations.ts'
import { lockParty, type Party } from './party.ts'
import { mayBring } from './party-rules.ts'
import { findInvitation, type InvitationRow } from './store/invitations.ts'
import { partyOf } from './store/party-members.ts'

/** To whom it is not theirs, and to whom it is withheld from, there is none. */
export const findOwn = async (
  db: Pick<Context['db'], 'query'>,
  id: string,
  user: string,
): Promise<InvitationRow | undefined> => {
  const row = await findInvitation(db, id)
  const isOwn = row?.sender === user || (row?.recipient === user && !row.withheld)
  return isOwn ? row : undefined
}

/** Whether this answer is the one that counts; false where it was given before. */
const counts = async (tx: Transaction, row: InvitationRow, answer: Settling): Promise<boolean> => {
  const verdict = judgeAnswer(row, answer, await isHeld(tx, row))
  if (verdict === 'settle' || verdict === 'same') return verdict === 'settle'
  return fail('INVITATION_OVER', { why: verdict })
}

/** Declines or takes back. */
export const end = async (
  { db }: Pick<Context, 'db'>,
  user: string,
  id: string,
  answer: 'declined' | 'cancelled',
): Promise<Output<'invitation.decline'>> => {
  const isFor = answer === 'declined' ? 'recipient' : 'sender'
  const found = await findOwn(db, id, user)
  if (found?.[isFor] !== user) return fail('INVITATION_NOT_FOUND')
  return db.transaction(
    async (tx) => {
      const streams = await lockBoth(tx, found)
      const row = (await findInvitation(tx, id)) ?? fail('INVITATION_NOT_FOUND')
      if (await counts(tx, row, answer)) await settle(tx, row, answer, user)
      return { seq: streams[isFor].head, state: answer }
    },
    { account: user },
  )
}

interface Bringing {
  readonly comer: string
  readonly host: string
  readonly game: string
}

/** Whoever is to join comes into the party of the other. */
export const bringIn = async (
  context: Pick<Context, 'config'>,
  { comer, host, game }: Bringing,
  party: Party | undefined,
  renamed: Parameters<typeof comeIn>[4] = {},
): Promise<void> => {
  if (!party?.member(host) || party.row.game !== game) return fail('PARTY_NOT_FOUND')
  if (!mayBring(party.row, host)) fail('LEADER_ONLY')
  await comeIn(context, party, comer, 'invited', renamed)
}

const bringingOf = ({ kind, sender, recipient, game }: InvitationRow): Bringing =>
  kind === 'invite' ? { comer: recipient, host: sender, game } : { comer: sender, host: recipient, game }

/** One that goes along leads to where its sender is, also before it was carried there. */
const partyNow = async (db: Pick<Context['db'], 'query'>, { carries, sender, game, party }: InvitationRow) =>
  carries ? ((await partyOf(db, sender, game)) ?? party) : party

type Asked = Input<'invitation.accept'>

const tellAccepted = ({ kind, entered, secret }: InvitationRow) =>
  kind === 'ask' ? {} : { ...(entered ? { party: entered } : {}), ...(secret ? { secret } : {}) }

export const accept = async (context: Context, user: string, asked: Asked): Promise<Output<'invitation.accept'>> => {
  const { db } = context
  const found = await findOwn(db, asked.invitation, user)
  if (found?.recipient !== user) return fail('INVITATION_NOT_FOUND')
  const [to, secret] =
    found.kind === 'invite' ? [await partyNow(db, found), null] : [asked.party ?? null, asked.secret ?? null]
  return db.transaction(
    async (tx) => {
      const party = to ? await lockParty(tx, { party: to, by: user, about: [found.sender] }) : undefined
      const { recipient: own } = await lockBoth(tx, found)
      const row = (await findInvitation(tx, found.id)) ?? fail('INVITATION_NOT_FOUND')
      if (!(await counts(tx, row, 'accepted'))) return { seq: own.head, ...tellAccepted(row) }
      if (to) await bringIn(context, bringingOf(row), party, row.kind === 'ask' ? ofAnother : {})
      await settle(tx, row, 'accepted', user, { entered: to, secret })
      await party?.write()
      return { seq: own.head, ...tellAccepted({ ...row, entered: to }) }
    },
    { account: user },
  )
}
