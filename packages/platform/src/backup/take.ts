/** A copy of all services as they were at one moment, while people go on. */
import type { Store } from '@parley/files'
import { migrationLock, openClient } from '@parley/service-kit'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { Header, Part, Table } from './archive.ts'
import { bytesOf, holdBytes } from './bytes.ts'
import { noteOf, tablesOf } from './contents.ts'

const nameOf = ({ service, name }: Table) => `${pg.escapeIdentifier(service)}.${pg.escapeIdentifier(name)}`

export const columnList = ({ columns }: Table) => columns.map((column) => pg.escapeIdentifier(column)).join(', ')

async function* rowsOf(client: pg.Client, table: Table): AsyncGenerator<Part> {
  yield { table }
  const rows = client.query(copyTo(`copy (select ${columnList(table)} from ${nameOf(table)}) to stdout`))
  for await (const piece of rows) yield { rows: piece }
}

/** One snapshot for all schemas, so that what services know of each other agrees. Migrations wait for its end, not others for them. */
const begin = async (client: pg.Client): Promise<string> => {
  await client.query(`select pg_advisory_lock_shared(${migrationLock})`)
  await holdBytes(client)
  await client.query('begin transaction isolation level repeatable read, read only')
  const { rows } = await client.query('select now() as at')
  return rows[0].at.toISOString()
}

/** Those that the database has: one that a release has newly brought is there when `parley migrate` has run. */
const servicesIn = async (client: pg.Client, services: readonly string[]): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) with ordinality as asked (name, place)
     where to_regclass(format('%I.migration', name)) is not null order by place`,
    [services],
  )
  if (rows.length === 0) throw new Error(`the database has no schema ${services.join(', ')}: nothing to back up`)
  return rows.map(({ name }) => name)
}

/** `files` is where those lie that people sent; without it their bytes are left out. */
export async function* takeBackup(
  adminUrl: string,
  services: readonly string[],
  files?: Store | undefined,
): AsyncGenerator<Part> {
  const client = await openClient(adminUrl, 'parley backup')
  try {
    const at = await begin(client)
    const there = await servicesIn(client, services)
    const notes = []
    for (const service of there) notes.push(await noteOf(client, service))
    yield { header: { format: 'parley backup 1', at, services: notes } satisfies Header }
    for (const service of there) for (const table of await tablesOf(client, service)) yield* rowsOf(client, table)
    if (there.includes('files')) yield* bytesOf(client, files)
    await client.query('commit')
  } finally {
    await client.end()
  }
}
