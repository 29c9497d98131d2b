/** Who meets somebody here. */
import type { Queryable } from '@parley/service-kit'
import type { PeopleQuestion } from '@parley/wire'

const sql = `
  select id from unnest($2::uuid[]) id
  where exists (
    select from membership own join membership theirs on theirs.room = own.room and theirs.person = id where own.person = $1
  ) or exists (
    select from resident own join resident theirs on theirs.space = own.space and theirs.person = id where own.person = $1
  )`

/** Those of them who are in a conversation or a space with somebody. */
export const whoIsAcquainted = async (db: Queryable, { user, people }: PeopleQuestion): Promise<string[]> =>
  (await db.query<{ id: string }>(sql, [user, people])).map(({ id }) => id)
