/** What nothing would ever take away. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { forgetEmpty } from './contents.ts'

interface OfContent extends Finding {
  readonly content: number
}

const emptySql = `
  select id from content where id > $1 and not exists (select from file where file.content = content.id)
  order by id limit $2`

async function* lookForEmpty(db: Queryable): AsyncGenerator<OfContent> {
  const rows = inPages<{ id: number }>(db, emptySql, (last) => [last?.id ?? 0], 200)
  for await (const { id } of rows) yield { what: `content ${id}`, content: id }
}

interface OfFile extends Finding {
  readonly file: string
}

const unending = 'until is null and not exists (select from reference where reference.file = file.id)'
const unendingSql = `select id from file where id > $1 and ${unending} order by id limit $2`
const endSql = `update file set until = now() where id = $1 and ${unending} returning 1`

async function* lookForUnending(db: Queryable): AsyncGenerator<OfFile> {
  const rows = inPages<{ id: string }>(db, unendingSql, (last) => [last?.id ?? beforeIds], 200)
  for await (const { id } of rows) yield { what: `file ${id}`, file: id }
}

export const emptyContents: Check<OfContent> = {
  about: 'contents that no file has',
  look: ({ db }) => lookForEmpty(db),
  mend: async (db: Database, { content }) => {
    await db.transaction((tx) => forgetEmpty(tx, [content]))
    return true
  },
}

export const unendingFiles: Check<OfFile> = {
  about: 'files that stand in no message, and would stay for good',
  look: ({ db }) => lookForUnending(db),
  mend: async (db: Database, { file }) => (await db.query(endSql, [file])).length > 0,
}
