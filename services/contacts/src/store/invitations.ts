/** Invitations to a game. Written under the locks of the streams of both. */
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import { msOf, nowSql } from './parties.ts'

export interface InvitationRow {
  readonly id: string
  readonly sender: string
  readonly recipient: string
  readonly kind: 'invite' | 'ask'
  /** Empty: that of a deployment with one alone. */
  readonly game: string
  readonly party: string | null
  /** Whether it goes along to the sender's next party of the game. */
  readonly carries: boolean
  readonly payload: string
  readonly platforms: readonly string[]
  readonly launch: string
  readonly secret: string
  readonly state: 'pending' | 'accepted' | 'declined' | 'cancelled' | 'expired'
  readonly withheld: boolean
  /** The party that somebody came into by it. */
  readonly entered: string | null
  /** Milliseconds since 1970, and from now on. */
  readonly expires: number
  readonly expiresIn: number
  /** Whether its time is over, by the clock of the database. */
  readonly isOver: boolean
}

const columns = `id, sender, recipient, kind, game, party, carries, payload, platforms, launch, secret, state, withheld, entered,
  ${msOf('expires')} as expires, greatest(0, ${msOf(`(expires - ${nowSql})`)}) as "expiresIn", expires <= ${nowSql} as "isOver"`

const findSql = `select ${columns} from invitation where id = $1`

export const findInvitation = async (db: Queryable, id: string): Promise<InvitationRow | undefined> =>
  (await db.query<InvitationRow>(findSql, [id]))[0]

const openSql = `
  select count(*)::int as count, coalesce(bool_or(recipient = $2 and game = $3 and kind = $4), false) as same
  from invitation where sender = $1 and state = 'pending'`

/** How many of somebody's are open, and whether one of this kind to the other is. */
export const countOpen = async (
  db: Queryable,
  { sender, recipient, game, kind }: Pick<InvitationRow, 'sender' | 'recipient' | 'game' | 'kind'>,
) => {
  const [row] = await db.query<{ count: number; same: boolean }>(openSql, [sender, recipient, game, kind])
  return row ?? { count: 0, same: false }
}

const insertSql = `
  insert into invitation (id, sender, recipient, kind, game, party, payload, platforms, launch, secret, withheld, expires, carries)
  values ($1, $2, $3, $4, $5, $6, $7, $8::text[], $9, $10, $11, ${nowSql} + $12 * interval '1 millisecond', $13)
  on conflict (id) do nothing
  returning ${columns}`

export type New = Omit<InvitationRow, 'state' | 'entered' | 'expires' | 'expiresIn' | 'isOver'>

/** Undefined where the id is taken. */
export const insertInvitation = async (db: Queryable, row: New, forMs: number): Promise<InvitationRow | undefined> => {
  const { id, sender, recipient, kind, game, party, payload, platforms, launch, secret, withheld, carries } = row
  const values = [
    id,
    sender,
    recipient,
    kind,
    game,
    party,
    payload,
    platforms,
    launch,
    secret,
    withheld,
    forMs,
    carries,
  ]
  return (await db.query<InvitationRow>(insertSql, values))[0]
}

const settleSql = `
  update invitation set state = $2, settled = ${nowSql}, entered = $3, secret = coalesce($4, secret) where id = $1`

export const putSettled = (
  db: Queryable,
  id: string,
  state: InvitationRow['state'],
  { entered = null, secret = null }: { readonly entered?: string | null; readonly secret?: string | null } = {},
) => db.query(settleSql, [id, state, entered, secret])

const betweenSql = `
  select ${columns} from invitation
  where state = 'pending' and ((sender = $1 and recipient = $2) or (sender = $2 and recipient = $1)) order by id`

/** The open ones of two people, in both directions. */
export const listBetween = (db: Queryable, one: string, other: string): Promise<InvitationRow[]> =>
  db.query<InvitationRow>(betweenSql, [one, other])

const ofPartySql = `
  select id from invitation where state = 'pending' and party is not null and not carries and coalesce(party = $1, true)
    and not exists (select from party_member member where member.party = invitation.party and member.person = invitation.sender)
  order by id limit $2`
const dueSql = `select id from invitation where state = 'pending' and expires <= ${nowSql} order by expires limit $1`

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

/** Open ones whose sender is no longer in their party; of one party, where one is named. */
export const listLeft = async (db: Queryable, party: string | null, most: number): Promise<string[]> =>
  idsOf(await db.query<{ id: string }>(ofPartySql, [party, most]))

/** Open ones whose time is over. */
export const listDue = async (db: Queryable, most: number): Promise<string[]> =>
  idsOf(await db.query<{ id: string }>(dueSql, [most]))

const straySql = `
  select invitation.id from invitation join party_member member on member.person = sender and member.game = invitation.game
  where state = 'pending' and carries and invitation.party is distinct from member.party and coalesce(sender = $1, true)
  order by invitation.id limit $2`

/** Open ones that are to go along to another party of their sender; of one sender, where one is named. */
export const listStray = async (db: Queryable, sender: string | null, most: number): Promise<string[]> =>
  idsOf(await db.query<{ id: string }>(straySql, [sender, most]))

const carrySql = `update invitation set party = $2 where id = $1`

export const putParty = (db: Queryable, id: string, party: string) => db.query(carrySql, [id, party])

const clearSql = `
  delete from invitation where id = any(
    array(select id from invitation where settled < ${nowSql} - interval '7 days' order by settled limit $1)) returning 1`

/** Those that were settled a week ago; how many. */
export const clearSettled = async (db: Queryable, most: number): Promise<number> =>
  (await db.query(clearSql, [most])).length

/** With where the stream stands, in one statement, so that both are of one moment. */
const listSql = `
  select stream.head, (select current_epoch()) as epoch, listed.*
  from stream left join lateral (
    select ${columns} from invitation
    where state = 'pending' and id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
      and (sender = $1 or (recipient = $1 and not withheld))
    order by id limit $3
  ) listed on true
  where stream.id = $1 order by listed.id`

interface Row extends InvitationRow, InEpoch {
  readonly head: number
}

export const listOpen = async (db: Database, person: string, after: string | undefined, limit: number) => {
  const rows = await db.query<Row>(listSql, [person, after ?? null, limit])
  return { epoch: db.read(rows), head: rows[0]?.head ?? 0, rows: rows.filter(({ id }) => id !== null) }
}
