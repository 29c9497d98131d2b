/** Invitations to a game: how they are told, and how they end. */
import type { Output } from '@parley/protocol'
import type { LockedStream, Transaction } from '@parley/service-kit'
import type { Context } from './context.ts'
import type { State } from './invitation-rules.ts'
import type { Pair } from './pair.ts'
import { findInvitation, type InvitationRow, listBetween, putSettled } from './store/invitations.ts'
import { partyOf } from './store/party-members.ts'

/** As both are told of it. */
export const tellInvitation = (row: InvitationRow): Output<'invitation.list'>['invitations'][number] => {
  const { id, kind, sender, recipient, game, party, payload, platforms, launch, expires, expiresIn } = row
  return {
    invitation: id,
    kind,
    from: sender,
    to: recipient,
    ...(game ? { game } : {}),
    ...(payload ? { payload } : {}),
    ...(platforms.length > 0 ? { platforms: [...platforms] } : {}),
    ...(launch ? { launch } : {}),
    ...(party ? { party } : {}),
    expires_at: expires,
    expires_in_ms: expiresIn,
  }
}

type Ended = Exclude<State, 'pending'>
type Streams = Readonly<Record<'sender' | 'recipient', LockedStream<'contacts/user'>>>

/** Those of both, which have streams: nobody has an invitation who has none. */
export const lockBoth = async (
  tx: Transaction,
  { sender, recipient }: Pick<InvitationRow, 'sender' | 'recipient'>,
): Promise<Streams> => {
  const locked = await tx.lock([sender, recipient])
  return { sender: locked.of('contacts/user', sender), recipient: locked.of('contacts/user', recipient) }
}

/** Ends an open one, behind the locks of both. Who knows of it is told. */
export const settle = async (
  tx: Transaction,
  row: InvitationRow,
  state: Ended,
  by: string | null,
  more: Parameters<typeof putSettled>[3] = {},
): Promise<void> => {
  const streams = await lockBoth(tx, row)
  await putSettled(tx, row.id, state, more)
  const told = { invitation: row.id, from: row.sender, to: row.recipient }
  tx.emit(streams.sender, `invitation.${state}`, by, told)
  if (!row.withheld) tx.emit(streams.recipient, `invitation.${state}`, by, told)
}

/** Whether who sent it is in its party, where it has one. Holds while the stream of theirs is locked. */
export const isHeld = async (tx: Transaction, { sender, game, party }: InvitationRow): Promise<boolean> =>
  party === null || (await partyOf(tx, sender, game)) === party

/** Ends what time or its party has ended; whether it did. */
export const endInvitation = async (
  { db }: Pick<Context, 'db'>,
  id: string,
  state: 'cancelled' | 'expired',
): Promise<boolean> => {
  const found = await findInvitation(db, id)
  if (!found) return false
  return db.transaction(async (tx) => {
    await lockBoth(tx, found)
    const row = await findInvitation(tx, id)
    if (row?.state !== 'pending') return false
    if (state === 'expired' ? !row.isOver : await isHeld(tx, row)) return false
    await settle(tx, row, state, null)
    return true
  })
}

/** Of two people, as one of them blocks the other: each ends as it would without a block. Of what is withheld they know nothing. */
export const endBetween = async ({ tx, user, other }: Pair): Promise<void> => {
  for (const row of await listBetween(tx, user, other)) {
    if (row.sender === user) await settle(tx, row, 'cancelled', user)
    else if (!row.withheld) await settle(tx, row, 'declined', user)
  }
}
