/** The words of display names, and usernames that look alike. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { wordsOf } from '../../name-words.ts'
import { putWords } from '../name-word.ts'

const accountsAtOnce = 500

interface OfAccount extends Finding {
  readonly id: string
}

interface Worded {
  readonly id: string
  readonly name: string
  readonly words: readonly string[]
}

const wordsSql = `
  select id, name, array(select word from name_word where account = id order by word) as words
  from (select id, name from account where id > $1 order by id limit $2) account order by id`

const isWorded = ({ name, words }: Worded): boolean => {
  const own = new Set(wordsOf(name))
  return own.size === words.length && words.every((word) => own.has(word))
}

async function* lookForUnworded(db: Queryable): AsyncGenerator<OfAccount> {
  const values = (last: Worded | undefined) => [last?.id ?? beforeIds]
  for await (const account of inPages<Worded>(db, wordsSql, values, accountsAtOnce))
    if (!isWorded(account)) yield { what: `account ${account.id}`, id: account.id }
}

const findAnew = (db: Database, { id }: OfAccount): Promise<boolean> =>
  db.transaction(async (tx) => {
    const [account] = await tx.query<{ name: string }>('select name from account where id = $1 for update', [id])
    if (account) await putWords(tx, id, account.name)
    return account !== undefined
  })

export const unworded: Check<OfAccount> = {
  about: 'accounts that are not found by their display name, or by another one',
  look: ({ db }) => lookForUnworded(db),
  mend: findAnew,
}

interface OfUsername extends Finding {
  readonly name: string
}

async function* lookForLookAlikes(db: Queryable): AsyncGenerator<OfUsername> {
  const sql = `select name, account from username where look_alike and name > $1 order by name limit $2`
  const values = (last: { name: string } | undefined) => [last?.name ?? '']
  for await (const { name, account } of inPages<{ name: string; account: string }>(db, sql, values, accountsAtOnce))
    yield { what: `account ${account}`, name }
}

const alikeSql = `
  update username set look_alike = false where name = $1 and look_alike
    and not exists (select from username other where skeleton(other.name) = skeleton($1) and not other.look_alike)
  returning 1`

/** From before such names were refused: they go on, and are one where the other is no longer there. */
export const lookAlikes: Check<OfUsername> = {
  about: 'usernames that look like an older one; only their owners can change that',
  look: ({ db }) => lookForLookAlikes(db),
  mend: (db, { name }) => db.transaction(async (tx) => (await tx.query(alikeSql, [name])).length > 0),
}
