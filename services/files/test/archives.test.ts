/** Archives, made on a real Postgres and a real folder out of what services tell that stand here for all. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, makeLog, openToMend } from '@parley/service-kit'
import { testEnvironment } from '@parley/service-kit/testing'
import { type ExportPage, type ExportQuestion, exportOwners, subjects } from '@parley/wire'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { archive } from '../src/archives/archiving.ts'
import { askForArchive, removeArchive } from '../src/archives/asking.ts'
import type { Context } from '../src/context.ts'
import { files } from '../src/index.ts'
import { findArchive } from '../src/store/archives.ts'
import { openFolder } from '../src/stores/folder.ts'
import { linesOf, readZip } from './read-zip.ts'

const scope = new AsyncDisposableStack()
const log = makeLog('files', 'silent')
let db: Database
let folder: string
let context: Context
afterAll(() => scope.disposeAsync())

beforeAll(async () => {
  const environment = scope.use(await testEnvironment(inject('backing'), [files]))
  folder = await mkdtemp(join(tmpdir(), 'parley-archives-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const [incoming, kept] = [join(folder, 'incoming'), await openFolder(join(folder, 'kept'))]
  await mkdir(incoming)
  const mended = scope.use(await openToMend(environment.env('files').POSTGRES_URL as string, 'files'))
  db = mended.db
  context = {
    db,
    log,
    incoming,
    publisher: { publish: () => {}, signal: () => {}, signals: () => {}, lookAgain: () => {} },
    config: { ARCHIVE_HOURS: 168, ARCHIVE_EVERY_HOURS: 24 },
    kept: { into: 'folder', places: ['folder'], at: () => kept },
    bus: { subjects: subjects('p'), ask: async (subject: string, asked: ExportQuestion) => tell(subject, asked) },
  } as unknown as Context
})

/** Each service has two kinds of lines, the first of them on two pages. */
const tell = (subject: string, { user, step, after }: ExportQuestion): ExportPage => {
  const owner = subject.split('.').at(-1)
  const page = (what: string, numbers: number[], next?: ExportPage['next']): ExportPage => ({
    what,
    lines: numbers.map((number) => JSON.stringify({ owner, user, number })),
    ...(next ? { next } : {}),
  })
  if (step === 'others') return page('others', [5])
  if (after === undefined) return page('ones', [1, 2], { step: 'ones', after: '2' })
  return page('ones', [3, 4], { step: 'others' })
}

const person = () => ({ user: randomUUID(), session: randomUUID() })
const begin = async (asked = person()) => {
  expect(await askForArchive(context, asked)).toMatchObject({ archive: { state: 'collecting', here: true } })
  return asked
}
const zipOf = async (user: string): Promise<Map<string, Buffer>> => {
  const sql = `select stored.name from archive join file on file.id = archive.file
    join stored on stored.content = file.content where archive.person = $1`
  const [stored] = await db.query<{ name: string }>(sql, [user])
  const [found] = (await readdir(join(folder, 'kept'), { recursive: true })).filter((path) =>
    path.endsWith(stored?.name ?? '?'),
  )
  return readZip(await readFile(join(folder, 'kept', found as string)))
}

const expected = (user: string) =>
  Object.fromEntries(
    exportOwners.flatMap((owner) => [
      [`${owner}/ones.jsonl`, [1, 2, 3, 4].map((number) => ({ owner, user, number }))],
      [`${owner}/others.jsonl`, [{ owner, user, number: 5 }]],
    ]),
  )
const contents = (zip: Map<string, Buffer>) =>
  Object.fromEntries(
    [...zip.keys()].filter((name) => name !== 'manifest.json').map((name) => [name, linesOf(zip, name)]),
  )

/** Which ends at the nth of its transactions: before it is committed, or right after. */
const ending = (at: number, when: 'before' | 'after'): Database => {
  let left = at
  const cut = (now: 'before' | 'after') => {
    if (left === 0 && now === when) throw new Error('the process was killed')
  }
  const transaction: Database['transaction'] = async (work, share) => {
    left--
    const result = await db.transaction(async (tx) => {
      const done = await work(tx)
      cut('before')
      return done
    }, share)
    cut('after')
    return result
  }
  return { ...db, transaction }
}

test.each(['before', 'after'] as const)(
  'an archive whose making is killed at each step, %s that is kept, has everything once',
  async (when) => {
    const { user } = await begin()
    let killed = 0
    for (let turn = 0; (await findArchive(db, user))?.file === null; turn++) {
      await archive({ ...context, db: ending(when === 'before' ? 2 : 1, when) })
      killed++
      expect(turn).toBeLessThan(40)
    }
    // Of what is killed before it is kept, each step is let through once, and then the next is killed.
    expect(killed).toBeGreaterThan(exportOwners.length * 3)
    expect(contents(await zipOf(user))).toEqual(expected(user))
    expect(await db.query('select 1 from archive_piece where person = $1', [user])).toEqual([])
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
  },
)

test('its manifest says of each entry how many lines it has, and its sum', async () => {
  const { user } = await begin()
  await archive(context)
  const zip = await zipOf(user)
  const manifest = JSON.parse(zip.get('manifest.json')?.toString() ?? '')
  expect(manifest).toMatchObject({ format: 'parley.account', version: 1, account: user })
  const sums = Object.entries(contents(zip)).map(([name, lines]) => {
    const bytes = zip.get(name) as Buffer
    return { name, lines: lines.length, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  })
  expect(manifest.entries).toEqual(sums)
})

test('there is one at a time, for the session that asked last; the next one has to wait, and one whose time is over goes', async () => {
  const one = await begin()
  const again = { ...one, session: randomUUID() }
  expect(await askForArchive(context, again)).toMatchObject({ archive: { state: 'collecting', here: true } })
  expect(await findArchive(db, one.user)).toMatchObject({ session: again.session })
  await archive(context)
  expect(await removeArchive(context, one.user)).toBe(true)
  expect(await askForArchive(context, one)).toEqual({ tooSoonMs: expect.any(Number) })
  const ago = `update archive set asked_at = now() - interval '25 hours' where person = $1`
  await db.query(ago, [one.user])
  await begin(one)
  await archive(context)
  await db.query(`update archive set ends_at = now() where person = $1`, [one.user])
  expect(await archive(context)).toMatchObject({ ended: 1 })
  expect(await findArchive(db, one.user)).toMatchObject({ over: true, file: null })
  expect(await db.query('select 1 from file where owner = $1', [one.user])).toEqual([])
})
