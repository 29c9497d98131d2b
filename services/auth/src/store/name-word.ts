/** The words of display names, and who is found by them. */
import type { Queryable } from '@parley/service-kit'
import { wordsOf } from '../name-words.ts'
import { type ProfileTold, profileOf } from './profile.ts'

const putSql = `
  with gone as (delete from name_word where account = $1 and word <> all($2::text[])),
    put as (insert into name_word (word, account) select word, $1 from unnest($2::text[]) word on conflict do nothing)
  update account set worded = $3 where id = $1`

/** In the transaction that writes the name. */
export const putWords = async (tx: Queryable, account: string, name: string): Promise<void> =>
  void (await tx.query(putSql, [account, wordsOf(name), name]))

const unwordedSql = `
  select id, name from account where worded is distinct from name order by id limit $1 for update skip locked`

/** Those whose words are of no name, or another one; locked. */
export const lockUnworded = (tx: Queryable, limit: number): Promise<{ id: string; name: string }[]> =>
  tx.query(unwordedSql, [limit])

/** Where a search goes on: behind this word of this account. */
export interface Place {
  readonly word: string
  readonly user: string
}

export interface Scanned extends Place {
  readonly name: string
  readonly profile?: number
  readonly picture?: string
  readonly guest: boolean
  /** Whether all words are there, and this is the first of the account that the search comes to. */
  readonly hit: boolean
  readonly findable: 'everyone' | 'shared' | 'nobody'
}

/** The last code point, which is no character, ends what begins with a word. */
export const scanSql = `
  select scanned.word, scanned.account as user, account.name, coalesce(account.findable, $6) as findable,
    profile.version, profile.picture, account.guest,
    not exists (
      select from name_word earlier
      where earlier.account = scanned.account and earlier.word >= $1 and earlier.word < scanned.word
    ) and not exists (
      select from unnest($5::text[]) token where not exists (
        select from name_word other
        where other.account = scanned.account and other.word >= token collate "C" and other.word < (token || chr(1114111)) collate "C"
      )
    ) as hit
  from (
    select word, account from name_word
    where word >= $1 and word < $1 || chr(1114111) and (word, account) > ($2, $3::uuid)
    order by word, account limit $4
  ) scanned
  join account on account.id = scanned.account left join profile on profile.account = scanned.account
  order by scanned.word, scanned.account`

/** So many words, in their order, that begin with the first token; `findable` holds for who has not said. */
export const scanWords = async (
  db: Queryable,
  [first = '', ...others]: readonly string[],
  { word, user }: Place,
  limit: number,
  findable: string,
): Promise<Scanned[]> => {
  const rows = await db.query<Scanned & ProfileTold>(scanSql, [first, word, user, limit, others, findable])
  return rows.map(({ version, picture, ...row }) => ({ ...row, ...profileOf({ version, picture }) }))
}
