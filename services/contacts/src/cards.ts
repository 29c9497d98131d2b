/** Invitations to a game for all in a room: how they are told, and how they end. */
import { fail, type Input, type Output, type SignalBody } from '@parley/protocol'
import { askOwner, type Transaction } from '@parley/service-kit'
import { bringIn } from './answering.ts'
import { judgeTaking } from './card-rules.ts'
import type { Context } from './context.ts'
import { isHeld } from './invitations.ts'
import { gameOf } from './inviting.ts'
import { lockParty } from './party.ts'
import {
  areApart,
  type CardRow,
  countCards,
  findCard,
  findTaker,
  insertCard,
  type New,
  putEnded,
  takePlace,
} from './store/cards.ts'

export const standOf = ({ version, state, places, taken }: CardRow): SignalBody<'card.changed'> => ({
  version,
  state,
  places,
  taken,
})

type Means = Pick<Context, 'db' | 'publisher'>

/** After the commit. One that is lost is found by gateways, which compare versions. */
export const tellCard = ({ publisher }: Pick<Means, 'publisher'>, row: CardRow): void =>
  publisher.signal('contacts/card', row.id, 'card.changed', row.sender, standOf(row))

const seesRoom = async ({ bus }: Pick<Context, 'bus'>, room: string, user: string): Promise<boolean> =>
  ((await askOwner(bus, 'chat', 'standings', [{ room, user }]))[0] ?? null) !== null

/** INVITATION_NOT_FOUND where there is none for them: they do not see its room, or one of the two blocks the other. */
export const findSeen = async (context: Context, id: string, user: string): Promise<CardRow> => {
  const row = await findCard(context.db, id)
  if (row?.sender === user) return row
  if (!row || (await areApart(context.db, [[row.sender, user]]))[0]) return fail('INVITATION_NOT_FOUND')
  return (await seesRoom(context, row.room, user)) ? row : fail('INVITATION_NOT_FOUND')
}

type Wanted = Input<'card.create'>

const make = async (tx: Transaction, context: Context, row: New, forMs: number): Promise<CardRow> => {
  const most = context.config.OPEN_INVITATIONS_PER_ACCOUNT
  if ((await countCards(tx, row.sender)) >= most)
    fail('TOO_MANY_INVITATIONS', { limit: 'OPEN_INVITATIONS_PER_ACCOUNT', most })
  return (await insertCard(tx, row, forMs)) ?? fail('INVITATION_ID_TAKEN')
}

/** Repeated with the same id, it is the same. */
export const createCard = async (
  context: Context,
  user: string,
  {
    card: id,
    room,
    places,
    expires_in_ms,
    ...wanted
  }: Wanted & { readonly places: number; readonly expires_in_ms: number },
): Promise<Output<'card.create'>> => {
  const { db, config } = context
  if (!(await seesRoom(context, room, user))) fail('ROOM_NOT_FOUND')
  return db.transaction(
    async (tx) => {
      await tx.ensureStreams('contacts/user', [user])
      await tx.lock([user])
      const known = await findCard(tx, id)
      if (known && (known.sender !== user || known.room !== room)) return fail('INVITATION_ID_TAKEN')
      const { party = null, payload = '', platforms = [], launch = '', secret = '' } = wanted
      const said = { id, sender: user, room, places, party, payload, platforms, launch, secret }
      const row =
        known ?? (await make(tx, context, { ...said, game: await gameOf({ tx, user }, wanted) }, expires_in_ms))
      const cards = { count: await countCards(tx, user), most: config.OPEN_INVITATIONS_PER_ACCOUNT }
      return { expires_at: row.expires, expires_in_ms: row.expiresIn, cards }
    },
    { account: user },
  )
}

const tellTaken = (entered: string | null, { secret }: CardRow): Output<'card.accept'> => ({
  ...(entered ? { party: entered } : {}),
  ...(secret ? { secret } : {}),
})

/** Behind the lock of who sent it, so that of all who come at once there are never more than places. */
export const acceptCard = async (context: Context, user: string, id: string): Promise<Output<'card.accept'>> => {
  const { party: to, sender } = await findSeen(context, id, user)
  if (sender === user) return fail('INVITING_YOURSELF')
  const { answer, changed } = await context.db.transaction(
    async (tx) => {
      const party = to ? await lockParty(tx, { party: to, by: user, about: [sender] }) : undefined
      if (!to) await tx.lock([sender])
      const row = (await findCard(tx, id)) ?? fail('INVITATION_NOT_FOUND')
      const own = await findTaker(tx, id, user)
      const verdict = judgeTaking({ card: row, hasTaken: own !== undefined, isHeld: await isHeld(tx, row) })
      if (verdict === 'same') return { answer: tellTaken(own?.entered ?? null, row), changed: undefined }
      if (verdict !== 'take') return fail('INVITATION_OVER', { why: verdict })
      if (to) await bringIn(context, { host: sender, comer: user, game: row.game }, party)
      const changed = await takePlace(tx, id, user, to)
      await party?.write()
      return { answer: tellTaken(to, row), changed }
    },
    { account: user },
  )
  if (changed) tellCard(context, changed)
  return answer
}

type Why = (tx: Transaction, row: CardRow) => Promise<'cancelled' | 'expired' | undefined>

/** Where `why` says so behind the lock; how it stands then, undefined where there is none. */
export const endCard = async (
  means: Means,
  id: string,
  why: Why,
): Promise<{ row: CardRow; isNow: boolean } | undefined> => {
  const found = await findCard(means.db, id)
  if (!found) return undefined
  const ended = await means.db.transaction(async (tx) => {
    await tx.lock([found.sender])
    const row = await findCard(tx, id)
    const state = row?.state === 'open' ? await why(tx, row) : undefined
    if (row && state) return { row: await putEnded(tx, id, state), isNow: true }
    return row && { row, isNow: false }
  })
  if (ended?.isNow) tellCard(means, ended.row)
  return ended
}
