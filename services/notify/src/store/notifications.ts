/** Notifications: one row each, also of those that were removed. Written under the lock of their person's stream. */
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import type { Kind, Notice } from '../notice.ts'

export type State = 'unread' | 'read' | 'resolved' | 'removed'

const freshSql = `
  select told.ord::int - 1 as place
  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::uuid[]) with ordinality as told (person, source, at, by, ord)
  where to_timestamp(told.at / 1000.0) > now() - make_interval(days => $5)
    and not exists (select from notification known where known.person = told.person and known.source = told.source)
    and not exists (select from block where block.person = told.person and block.other = told.by and block.holds)
    and not exists (select from erasing where erasing.person = told.person)
  order by told.ord`

/** Those that their person is to be told: of no one whom they block, not too old, and not told before. */
export const freshOf = async (db: Queryable, notices: readonly Notice[], days: number): Promise<Notice[]> => {
  const rows = await db.query<{ place: number }>(freshSql, [
    notices.map(({ person }) => person),
    notices.map(({ source }) => source),
    notices.map(({ at }) => at),
    notices.map(({ by }) => by ?? null),
    days,
  ])
  return rows.map(({ place }) => notices[place] as Notice)
}

export interface NewNotification extends Notice {
  readonly id: number
  /** When it was raised, in milliseconds since 1970. */
  readonly raised: number
}

const insertSql = `
  insert into notification (person, id, kind, source, room, message, by, "of", silent, urgent, mails, since, at, state)
  select person, id, kind, source, room, message, by, "of", silent, urgent, mails, to_timestamp(since / 1000.0), to_timestamp(at / 1000.0), 'unread'
  from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::uuid[], $6::bigint[], $7::uuid[], $8::uuid[], $9::boolean[], $10::bigint[],
    $11::bigint[], $12::boolean[], $13::boolean[]) as new (person, id, kind, source, room, message, by, "of", silent, since, at, urgent, mails)`

export const insertNotifications = async (db: Queryable, all: readonly NewNotification[]): Promise<void> =>
  void (await db.query(insertSql, [
    all.map(({ person }) => person),
    all.map(({ id }) => id),
    all.map(({ kind }) => kind),
    all.map(({ source }) => source),
    all.map(({ room }) => room ?? null),
    all.map(({ message }) => message ?? null),
    all.map(({ by }) => by ?? null),
    all.map(({ of }) => of ?? null),
    all.map(({ silent }) => silent ?? false),
    all.map(({ at }) => at),
    all.map(({ raised }) => raised),
    all.map(({ urgent }) => urgent ?? false),
    all.map(({ mails }) => mails ?? false),
  ]))

/** Those of somebody for which all that is given holds. */
export interface Which {
  readonly ids?: readonly number[]
  readonly upto?: number
  readonly kind?: Kind
  readonly room?: string
  /** Of the room's messages up to this position. */
  readonly message?: number
  /** Of this very message of the room. */
  readonly exactly?: number
  readonly by?: string
  readonly of?: string
  /** Of what was not later than this, in milliseconds since 1970. */
  readonly before?: number
}

export interface Changed {
  readonly id: number
  readonly was: State
}

const changeSql = `
  update notification set state = $2
  from (
    select person, id, state from notification
    where person = $1 and state = any($3::text[])
      and ($4::bigint[] is null or id = any($4::bigint[])) and ($5::bigint is null or id <= $5)
      and ($6::text is null or kind = $6) and ($7::uuid is null or room = $7)
      and ($8::bigint is null or message <= $8) and ($9::bigint is null or message = $9)
      and ($10::uuid is null or by = $10) and ($11::uuid is null or "of" = $11)
      and ($12::bigint is null or since <= to_timestamp($12 / 1000.0))
  ) before
  where notification.person = before.person and notification.id = before.id
  returning notification.id, before.state as was`

const reached: Readonly<Record<Exclude<State, 'unread'>, readonly State[]>> = {
  read: ['unread'],
  resolved: ['unread', 'read'],
  removed: ['unread', 'read', 'resolved'],
}

/** In the order of their ids. */
export const changeNotifications = async (
  db: Queryable,
  person: string,
  to: Exclude<State, 'unread'>,
  { ids, upto, kind, room, message, exactly, by, of, before }: Which,
): Promise<Changed[]> => {
  const asked = [ids, upto, kind, room, message, exactly, by, of, before].map((value) => value ?? null)
  const rows = await db.query<Changed>(changeSql, [person, to, reached[to], ...asked])
  return rows.toSorted((one, other) => one.id - other.id)
}

export interface Reading {
  readonly person: string
  readonly room: string
  /** How far they have read there. */
  readonly read: number
}

const openAmongSql = `
  select asked.ord::int - 1 as place
  from unnest($1::uuid[], $2::uuid[], $3::bigint[]) with ordinality as asked (person, room, read, ord)
  where exists (
    select from notification n
    where n.room = asked.room and n.person = asked.person and n.state = 'unread' and n.message <= asked.read
  )
  order by asked.ord`

/** Those that leave somebody something less to read. */
export const openAmong = async (db: Queryable, readings: readonly Reading[]): Promise<Reading[]> => {
  const rows = await db.query<{ place: number }>(openAmongSql, [
    readings.map(({ person }) => person),
    readings.map(({ room }) => room),
    readings.map(({ read }) => read),
  ])
  return rows.map(({ place }) => readings[place] as Reading)
}

const holdersSql = `select distinct "of", person from notification where "of" = any($1::uuid[]) and state <> 'removed'`

/** Who was told of these, and has it still. */
export const holdersAmong = (
  db: Queryable,
  of: readonly string[],
): Promise<{ readonly of: string; readonly person: string }[]> => db.query(holdersSql, [of])

const toldAmongSql = `
  select asked.ord::int - 1 as place
  from unnest($1::uuid[], $2::uuid[], $3::bigint[]) with ordinality as asked (person, room, message, ord)
  where exists (
    select from notification n
    where n.room = asked.room and n.message = asked.message and n.person = asked.person and n.state <> 'removed'
  )`

/** Those who were told of that message, and have it still. */
export const toldAmong = async <
  One extends { readonly person: string; readonly room: string; readonly message: number },
>(
  db: Queryable,
  asked: readonly One[],
): Promise<One[]> => {
  const rows = await db.query<{ place: number }>(toldAmongSql, [
    asked.map(({ person }) => person),
    asked.map(({ room }) => room),
    asked.map(({ message }) => message),
  ])
  return rows.map(({ place }) => asked[place] as One)
}

export interface Open {
  readonly room: string
  readonly person: string
}

const openSql = `
  select distinct room, person from notification
  where state = 'unread' and room is not null and (room, person) > ($1, $2) order by room, person limit $3`

/** Who has something unread of which room, in this order, behind a place. */
export const listOpen = (db: Queryable, { room, person }: Open, limit: number): Promise<Open[]> =>
  db.query<Open>(openSql, [room, person, limit])

const toldSql = `
  select distinct person from notification
  where room = $1 and message = $2 and state <> 'removed' and person > $3 order by person limit $4`

/** Who was told of a message, behind a place. */
export const listTold = async (
  db: Queryable,
  room: string,
  message: number,
  after: string,
  limit: number,
): Promise<string[]> =>
  (await db.query<{ person: string }>(toldSql, [room, message, after, limit])).map(({ person }) => person)

export interface Listed {
  readonly id: number
  readonly kind: Kind
  readonly room: string | null
  readonly message: number | null
  readonly by: string | null
  readonly of: string | null
  readonly silent: boolean
  readonly urgent: boolean
  readonly at: number
  readonly state: Exclude<State, 'removed'>
}

/** With where the stream stands, in one statement, so that both are of one moment; a row without a notification where the page is empty. */
const listSql = `
  select stream.head, (select current_epoch()) as epoch, coalesce(inbox.unread, 0) as unread, listed.*
  from stream left join inbox on inbox.person = stream.id
  left join lateral (
    select id, kind, room, message, by, "of", silent, urgent, floor(extract(epoch from at) * 1000)::bigint as at, state
    from notification
    where person = $1 and state <> 'removed' and ($2::bigint is null or id < $2)
      and ($3::uuid is null or room = $3) and ($4::text is null or kind = $4)
    order by id desc limit $5
  ) listed on true
  where stream.id = $1 order by listed.id desc`

const groupsSql = `
  select stream.head, (select current_epoch()) as epoch, coalesce(inbox.unread, 0) as "allUnread", listed.*
  from stream left join inbox on inbox.person = stream.id
  left join lateral (
    select kind, room, count(*)::int as count, count(*) filter (where state = 'unread')::int as unread, max(id) as last
    from notification where person = $1 and state <> 'removed'
    group by kind, room having $2::bigint is null or max(id) < $2
    order by max(id) desc limit $3
  ) listed on true
  where stream.id = $1 order by listed.last desc`

export interface Group {
  readonly kind: Kind
  readonly room: string | null
  readonly count: number
  readonly unread: number
  readonly last: number
}

export interface Page<Item> {
  readonly epoch: number
  readonly head: number
  readonly unread: number
  readonly items: readonly Item[]
}

type ListRow = Listed & InEpoch & { readonly head: number; readonly unread: number }

export interface Asked {
  readonly before?: number
  readonly limit: number
  readonly room?: string
  readonly kind?: Kind
}

/** Who has no stream yet was told nothing. */
export const listNotifications = async (
  db: Database,
  person: string,
  { before, limit, room, kind }: Asked,
): Promise<Page<Listed>> => {
  const rows = await db.query<ListRow>(listSql, [person, before ?? null, room ?? null, kind ?? null, limit])
  const items = rows.filter(({ id }) => id !== null)
  return { epoch: db.read(rows), head: rows[0]?.head ?? 0, unread: rows[0]?.unread ?? 0, items }
}

type GroupRow = Group & InEpoch & { readonly head: number; readonly allUnread: number }

export const listGroups = async (
  db: Database,
  person: string,
  { before, limit }: Pick<Asked, 'before' | 'limit'>,
): Promise<Page<Group>> => {
  const rows = await db.query<GroupRow>(groupsSql, [person, before ?? null, limit])
  const items = rows.filter(({ last }) => last !== null)
  return { epoch: db.read(rows), head: rows[0]?.head ?? 0, unread: rows[0]?.allUnread ?? 0, items }
}
