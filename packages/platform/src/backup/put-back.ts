/** An archive in the place of what a database holds: all of it, or nothing, in one transaction. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Store } from '@parley/files'
import {
  applyWithin,
  type Migration,
  migrationLock,
  newEpochSql,
  openClient,
  readMigrations,
  refuseRunning,
} from '@parley/service-kit'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { serviceNamed, services } from '../services.ts'
import { BadArchive, type Header, type NotedMigration, type NotedService, type Part, type Table } from './archive.ts'
import { filesInto } from './bytes.ts'
import { columnList } from './take.ts'

export interface PutBackOptions {
  /** Whether what the database holds may go. */
  readonly replace: boolean
  /** Where the files belong that people sent; without it an archive that has some is refused. */
  readonly files?: Store | undefined
}

const idOf = ({ part, number, name }: NotedMigration) => `${part} ${number} ${name}`

/** Those of this release that the archive has, and those that it lacks. */
const migrationsOf = async (note: NotedService): Promise<{ had: Migration[]; due: Migration[] }> => {
  const known = await readMigrations(serviceNamed(note.name).migrations)
  const noted = new Set(note.migrations.map(idOf))
  const newer = note.migrations.filter((migration) => !known.some((each) => idOf(each) === idOf(migration)))
  if (newer.length > 0)
    throw new BadArchive(`it was made by a newer release, whose ${note.name} has ${newer.map(idOf).join(', ')}`)
  return { had: known.filter((each) => noted.has(idOf(each))), due: known.filter((each) => !noted.has(idOf(each))) }
}

const isThereSql = 'select to_regnamespace($1) is not null as there'
const tableNames = `select format('%I.%I', $1::text, relname) as name from pg_class
  where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition`

/** Something has happened in a schema that has a stream. One that was only migrated, or started once, has none. */
const refuseFull = async (client: pg.Client, services: readonly string[]): Promise<void> => {
  for (const service of services) {
    const { rows: found } = await client.query(`select to_regclass($1) is not null as there`, [`${service}.stream`])
    if (!found[0].there) continue
    const { rowCount } = await client.query(`select from ${service}.stream limit 1`)
    if (rowCount !== 0)
      throw new Error(`the database is not empty: ${service} has data. With --replace what is there is gone for good.`)
  }
}

/** Of what is there now: clients may have seen it, and a restored one has to be another. */
const epochNow = async (client: pg.Client, service: string): Promise<number> => {
  const { rows } = await client.query('select to_regclass($1) is not null as there', [`${service}.history`])
  if (!rows[0].there) return 0
  return Number((await client.query(`select epoch::text from ${service}.history`)).rows[0].epoch)
}

/** As it was at the time of the archive, empty: migrations may bring rows, and those of the archive have them. */
const makeSchema = async (client: pg.Client, name: string, had: readonly Migration[]): Promise<void> => {
  const { rows } = await client.query(isThereSql, [name])
  if (rows[0].there) await client.query(`drop schema ${name} cascade`)
  await client.query(`create schema ${name}`)
  await client.query(`set local search_path to ${name}`)
  await applyWithin(client, had)
  const { rows: tables } = await client.query(tableNames, [name])
  const own = tables.map((table) => table.name).filter((table) => !/\.(migration|history)$/.test(table))
  if (own.length > 0) await client.query(`truncate ${own.join(', ')}`)
}

async function* until(parts: AsyncIterator<Part>, next: { part?: Part }): AsyncGenerator<Buffer> {
  for (let result = await parts.next(); !result.done; result = await parts.next()) {
    if (!('rows' in result.value)) {
      next.part = result.value
      return
    }
    yield result.value.rows
  }
}

/** Triggers have done their work where the rows come from. */
const load = async (client: pg.Client, table: Table, rows: AsyncIterable<Buffer>): Promise<void> => {
  const name = `${pg.escapeIdentifier(table.service)}.${pg.escapeIdentifier(table.name)}`
  await client.query(`alter table ${name} disable trigger user`)
  await pipeline(Readable.from(rows), client.query(copyFrom(`copy ${name} (${columnList(table)}) from stdin`)))
  await client.query(`alter table ${name} enable trigger user`)
}

type Put = (name: string, bytes: AsyncIterable<Buffer>) => Promise<void>

const loadAll = async (client: pg.Client, parts: AsyncIterator<Part>, put: Put): Promise<void> => {
  const next: { part?: Part } = {}
  for await (const _ of until(parts, next)) throw new BadArchive('it is damaged')
  for (let { part } = next; part; { part } = next) {
    delete next.part
    if ('table' in part) await load(client, part.table, until(parts, next))
    else if ('file' in part) await put(part.file.name, until(parts, next))
    else throw new BadArchive('it is damaged')
  }
}

const finish = async (client: pg.Client, { name, epoch, sequences }: NotedService, due: readonly Migration[]) => {
  await client.query(`set local search_path to ${name}`)
  for (const sequence of sequences)
    await client.query('select setval($1::regclass, $2)', [
      `${name}.${pg.escapeIdentifier(sequence.name)}`,
      sequence.last,
    ])
  await applyWithin(client, due)
  await client.query(`update ${name}.history set epoch = $1`, [epoch])
  await client.query(newEpochSql(name))
  await client.query(`analyze`)
}

/** A service that came after the archive begins empty, in a new epoch too: what it may hold now is of another time than all else. */
const allOf = (header: Header): NotedService[] => {
  const noted = new Set(header.services.map(({ name }) => name))
  const later = services.map(({ service }) => service.name).filter((name) => !noted.has(name))
  return [...header.services, ...later.map((name) => ({ name, epoch: 0, migrations: [], sequences: [] }))]
}

const work = async (
  client: pg.Client,
  all: readonly NotedService[],
  parts: AsyncIterator<Part>,
  put: Put,
): Promise<void> => {
  const migrations = new Map<NotedService, Awaited<ReturnType<typeof migrationsOf>>>()
  for (const note of all) migrations.set(note, await migrationsOf(note))
  const epochs = new Map<string, number>()
  for (const { name, epoch } of all) epochs.set(name, Math.max(epoch, await epochNow(client, name)))
  for (const [{ name }, { had }] of migrations) await makeSchema(client, name, had)
  await loadAll(client, parts, put)
  for (const [note, { due }] of migrations) await finish(client, { ...note, epoch: epochs.get(note.name) ?? 0 }, due)
}

const headerOf = async (parts: AsyncIterator<Part>): Promise<Header> => {
  const { value, done } = await parts.next()
  if (done || !('header' in value)) throw new BadArchive('it is none that `parley backup` made')
  if (value.header.format !== 'parley backup 1') throw new BadArchive('its format is that of a newer release')
  return value.header
}

/** Puts it back and begins another epoch. Returns what the archive says of itself. */
export const putBack = async (
  adminUrl: string,
  archive: AsyncIterable<Part>,
  options: PutBackOptions,
): Promise<Header> => {
  const parts = archive[Symbol.asyncIterator]()
  const client = await openClient(adminUrl, 'parley restore')
  const files = filesInto(options.files)
  try {
    const header = await headerOf(parts)
    const all = allOf(header)
    const names = all.map(({ name }) => serviceNamed(name).name)
    await client.query(`select pg_advisory_lock(${migrationLock})`)
    await refuseRunning(client, names)
    if (!options.replace) await refuseFull(client, names)
    await client.query('begin')
    await work(client, all, parts, files.put)
    await client.query('commit')
    return header
  } catch (reason) {
    await files.undo()
    throw reason
  } finally {
    await client.end()
    await parts.return?.()
  }
}
