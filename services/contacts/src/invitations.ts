/** Invitations to a game: how they are told, and how they end. */
import type { EventBody, Output } from '@parley/protocol'
import type { LockedStream, Transaction } from '@parley/service-kit'
import type { Context } from './context.ts'
import type { State } from './invitation-rules.ts'
import type { Pair } from './pair.ts'
import { findInvitation, type InvitationRow, listBetween, putParty, putSettled } from './store/invitations.ts'
import { partyOf } from './store/party-members.ts'

/** As both are told of it. */
export const tellInvitation = (row: InvitationRow): Output<'invitation.list'>['invitations'][number] => {
  const { id, kind, sender, recipient, game, party, carries, payload, platforms, launch, expires, expiresIn } = row
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
    ...(carries ? { carries } : {}),
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

type Ev = `invitation.${Ended}` | 'invitation.carried'

/** Both, as far as they know of it. */
const tellWhich = async <E extends Ev>(
  tx: Transaction,
  { id, sender, recipient, withheld }: InvitationRow,
  ev: E,
  by: string | null,
  more: Omit<EventBody<E>, 'invitation' | 'from' | 'to'>,
): Promise<void> => {
  const streams = await lockBoth(tx, { sender, recipient })
  const told = { invitation: id, from: sender, to: recipient, ...more } as unknown as EventBody<E>
  tx.emit(streams.sender, ev, by, told)
  if (!withheld) tx.emit(streams.recipient, ev, by, told)
}

/** Ends an open one, behind the locks of both. Who knows of it is told. */
export const settle = async (
  tx: Transaction,
  row: InvitationRow,
  state: Ended,
  by: string | null,
  more: Parameters<typeof putSettled>[3] = {},
): Promise<void> => {
  await putSettled(tx, row.id, state, more)
  await tellWhich(tx, row, `invitation.${state}`, by, {})
}

/** Whether who sent it is in its party, where it has one that it does not go along from. Holds while the stream of theirs is locked. */
export const isHeld = async (
  tx: Transaction,
  { sender, game, party, carries }: Pick<InvitationRow, 'sender' | 'game' | 'party'> & { readonly carries?: boolean },
): Promise<boolean> => party === null || carries === true || (await partyOf(tx, sender, game)) === party

/** Whether, and how, time or who sent it has ended one; asked behind the locks. */
export type Why = (tx: Transaction, row: InvitationRow) => Promise<'cancelled' | 'expired' | undefined>

export const isLeft: Why = async (tx, row) => ((await isHeld(tx, row)) ? undefined : 'cancelled')
export const isLate: Why = async (_, row) => (row.isOver ? 'expired' : undefined)

/** Work on an open one, behind the locks of both. */
const onOpen = async (
  { db }: Pick<Context, 'db'>,
  id: string,
  work: (tx: Transaction, row: InvitationRow) => Promise<boolean>,
): Promise<boolean> => {
  const found = await findInvitation(db, id)
  if (!found) return false
  return db.transaction(async (tx) => {
    await lockBoth(tx, found)
    const row = await findInvitation(tx, id)
    return row?.state === 'pending' && work(tx, row)
  })
}

/** Where `why` says so; whether it did. */
export const endInvitation = (context: Pick<Context, 'db'>, id: string, why: Why): Promise<boolean> =>
  onOpen(context, id, async (tx, row) => {
    const state = await why(tx, row)
    if (state) await settle(tx, row, state, null)
    return state !== undefined
  })

/** To the party that its sender is in now; whether it went. */
export const carry = (context: Pick<Context, 'db'>, id: string): Promise<boolean> =>
  onOpen(context, id, async (tx, row) => {
    const party = await partyOf(tx, row.sender, row.game)
    if (!party || party === row.party) return false
    await putParty(tx, id, party)
    await tellWhich(tx, row, 'invitation.carried', null, { party })
    return true
  })

/** Of two people, as one of them blocks the other: each ends as it would without a block. Of what is withheld they know nothing. */
export const endBetween = async ({ tx, user, other }: Pair): Promise<void> => {
  for (const row of await listBetween(tx, user, other)) {
    if (row.sender === user) await settle(tx, row, 'cancelled', user)
    else if (!row.withheld) await settle(tx, row, 'declined', user)
  }
}
