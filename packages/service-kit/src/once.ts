/**
 * Commands that a client may repeat by a key of its own, where they have no id that does it. The first transaction of a handler notes the key, so
 * that of two at once one waits for the other, and finds what that has answered.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '@parley/protocol'
import type { Database, Queryable } from './database.ts'

export interface Asking {
  readonly person: string
  readonly key: string
  readonly command: string
  readonly input: unknown
}

interface Claim extends Pick<Asking, 'person' | 'key'> {
  readonly digest: Buffer
  isMade: boolean
}

/** Somebody has asked for it with this key, and it is done. */
class Repeated extends Error {}

const claims = new AsyncLocalStorage<Claim>()

const claimSql = `insert into once (person, key, digest) values ($1, $2, $3) on conflict do nothing returning 1`

/** At the beginning of a transaction. Throws where what it is to do is done. */
export const claimIn = async (tx: Pick<Queryable, 'query'>): Promise<void> => {
  const claim = claims.getStore()
  if (!claim || claim.isMade) return
  const { person, key, digest } = claim
  if ((await tx.query(claimSql, [person, key, digest])).length === 0) throw new Repeated()
}

/** Behind its commit. */
export const claimed = (): void => {
  const claim = claims.getStore()
  if (claim) claim.isMade = true
}

const answerSql = `
  insert into once (person, key, digest, answer) values ($1, $2, $3, $4::json)
  on conflict (person, key) do update set answer = excluded.answer where once.digest = excluded.digest`

const findSql = `
  select digest, answer, at > clock_timestamp() - interval '5 seconds' as "isFresh" from once where person = $1 and key = $2`

interface Made {
  readonly digest: Buffer
  readonly answer: unknown
  /** It may be that it is being answered. */
  readonly isFresh: boolean
}

const lookAgainMs = 50

/** With its answer, unless that is lost. */
const find = async (db: Queryable, claim: Claim): Promise<Made | undefined> => {
  for (;;) {
    const [made] = await db.query<Made>(findSql, [claim.person, claim.key])
    if (!made || made.answer !== null || !made.isFresh) return made
    await sleep(lookAgainMs)
  }
}

const answerOf = (made: Made | undefined, { digest }: Claim): unknown => {
  if (!made?.digest.equals(digest)) return fail('ONCE_TAKEN')
  return made.answer ?? fail('ONCE_DONE')
}

/** The answer: that of the first time, where there was one. A refusal is none, and does not count. */
export const doOnce = async <T>(
  db: Database,
  { person, key, command, input }: Asking,
  act: () => Promise<T>,
): Promise<T> => {
  const digest = createHash('sha256')
    .update(`${command} ${JSON.stringify(input)}`)
    .digest()
  const claim = { person, key, digest, isMade: false }
  const made = await find(db, claim)
  if (made) return answerOf(made, claim) as T
  try {
    const answer = await claims.run(claim, act)
    await db.query(answerSql, [person, key, digest, JSON.stringify(answer)])
    return answer
  } catch (reason) {
    if (!(reason instanceof Repeated)) throw reason
    return answerOf(await find(db, claim), claim) as T
  }
}

/** For so long a repeat is answered. */
const keptHours = 24
const mostForgotten = 1_000

/** Returns how many it forgot. */
export const forgetOnce = async (db: Queryable): Promise<number> => {
  const sql = `
    delete from once where (person, key) in (
      select person, key from once where at < now() - interval '${keptHours} hours' order by at limit ${mostForgotten}
    ) returning 1`
  for (let all = 0; ; ) {
    const { length } = await db.query(sql)
    all += length
    if (length < mostForgotten) return all
  }
}
