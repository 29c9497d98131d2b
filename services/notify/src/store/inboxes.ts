/** How many notifications of somebody are unread. Written under the lock of their stream. */
import type { Queryable } from '@parley/service-kit'

const readSql = 'select person, unread from inbox where person = any($1::uuid[])'

export const unreadOf = async (db: Queryable, people: readonly string[]): Promise<Map<string, number>> => {
  const rows = await db.query<{ person: string; unread: number }>(readSql, [people])
  return new Map(rows.map(({ person, unread }) => [person, unread]))
}

const standSql = `
  select coalesce((select unread from inbox where person = $1), 0) as unread, exists (select from push where person = $1) as pushed`

/** How many are unread, and whether anything is shown on a device, or to be. */
export const inboxStand = async (
  db: Queryable,
  person: string,
): Promise<{ readonly unread: number; readonly pushed: boolean }> =>
  (await db.query<{ unread: number; pushed: boolean }>(standSql, [person]))[0] ?? { unread: 0, pushed: false }

const putSql = `
  insert into inbox (person, unread) select person, unread from unnest($1::uuid[], $2::int[]) as new (person, unread)
  on conflict (person) do update set unread = excluded.unread`

export const putUnread = async (db: Queryable, counts: ReadonlyMap<string, number>): Promise<void> =>
  void (await db.query(putSql, [[...counts.keys()], [...counts.values()]]))
