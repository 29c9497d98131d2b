/** When messages expire. Taking one back removes its row, by a trigger. */
import type { Queryable } from '@parley/service-kit'
import { nowSql } from './clock.ts'

const leftSql = `select due - ${nowSql} as left from expiry where room = $1 and seq = $2`

/** In how many milliseconds a message expires; undefined where it does not. */
export const timeLeft = async (db: Queryable, room: string, seq: number): Promise<number | undefined> =>
  (await db.query<{ left: number }>(leftSql, [room, seq]))[0]?.left

const roomsSql = `
  select distinct room from (select room from expiry where due <= ${nowSql} order by due limit $1) due`

/** Rooms in which something expires. */
export const listExpiring = async (db: Queryable, most: number): Promise<string[]> =>
  (await db.query<{ room: string }>(roomsSql, [most])).map(({ room }) => room)

const takeSql = `
  delete from expiry where room = $1 and seq = any(
    array(select seq from expiry where room = $1 and due <= ${nowSql} order by seq limit $2))
  returning seq`

/** Positions of messages of a room that is locked, and of which this transaction takes care; ascending. */
export const takeExpired = async (tx: Queryable, room: string, most: number): Promise<number[]> =>
  (await tx.query<{ seq: number }>(takeSql, [room, most])).map(({ seq }) => seq).toSorted((one, other) => one - other)
