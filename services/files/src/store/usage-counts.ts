/** What people store, against what is counted of it. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { lockUsage } from './uploads.ts'

interface OfOwner extends Finding {
  readonly owner: string
}

const counted = `
  select coalesce(sum(bytes), 0)::bigint as bytes, count(*)::bigint as files from (
    select size as bytes from file where file.owner = usage.owner
    union all select bytes from upload where upload.owner = usage.owner
  ) stored`
const rowsSql = `
  select usage.owner, usage.bytes, usage.files, counted.bytes as is_bytes, counted.files as is_files
  from usage cross join lateral (${counted}) counted where usage.owner > $1 order by usage.owner limit $2`

interface Row {
  readonly owner: string
  readonly bytes: number
  readonly files: number
  readonly is_bytes: number
  readonly is_files: number
}

async function* look(db: Queryable): AsyncGenerator<OfOwner> {
  const rows = inPages<Row>(db, rowsSql, (last) => [last?.owner ?? beforeIds], 200)
  for await (const { owner, bytes, files, is_bytes, is_files } of rows)
    if (bytes !== is_bytes || files !== is_files)
      yield { what: `${owner}: ${files} files of ${bytes} bytes, where ${is_files} of ${is_bytes} are stored`, owner }
}

const mendSql = `
  update usage set bytes = counted.bytes, files = counted.files
  from (select usage.owner, counted.* from usage cross join lateral (${counted}) counted where usage.owner = $1) counted
  where usage.owner = counted.owner and (usage.bytes, usage.files) <> (counted.bytes, counted.files) returning 1`

export const usageCounts: Check<OfOwner> = {
  about: 'accounts whose files are counted wrong',
  look: ({ db }) => look(db),
  mend: (db: Database, { owner }) =>
    db.transaction(async (tx) => {
      await lockUsage(tx, owner)
      return (await tx.query(mendSql, [owner])).length > 0
    }),
}

const uncountedSql = `
  select distinct owner from (select owner from file union all select owner from upload) stored
  where owner > $1 and not exists (select from usage where usage.owner = stored.owner) order by owner limit $2`

async function* lookForUncounted(db: Queryable): AsyncGenerator<OfOwner> {
  const rows = inPages<{ owner: string }>(db, uncountedSql, (last) => [last?.owner ?? beforeIds], 200)
  for await (const { owner } of rows) yield { what: owner, owner }
}

/** Before the counts, which then count them. */
export const uncounted: Check<OfOwner> = {
  about: 'accounts whose files are not counted at all',
  look: ({ db }) => lookForUncounted(db),
  mend: async (db: Database, { owner }) => {
    await db.transaction((tx) => lockUsage(tx, owner))
    return true
  },
}
