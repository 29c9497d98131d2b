/**
 * What time it is: what Postgres says. So all processes agree, and with the ends of tokens that Postgres keeps, however
 * wrong the time of day of a machine is. Between two looks a clock counts on that only grows.
 */
import type { Queryable } from './database.ts'
import { steadyNow } from './steady-clock.ts'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  look(): Promise<void>
}

const timeSql = 'select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as time'

const readTime = async (db: Queryable): Promise<number> => {
  const [row] = await db.query<{ time: number }>(timeSql)
  return (row as { time: number }).time
}

export const openClock = async (db: Queryable): Promise<Clock> => {
  let told = 0
  let toldAt = 0
  const look = async () => {
    const askedAt = steadyNow()
    const time = await readTime(db)
    told = time
    // It was told somewhere in between.
    toldAt = (askedAt + steadyNow()) / 2
  }
  await look()
  return { now: () => Math.floor(told + steadyNow() - toldAt), look }
}
