/**
 * Two processes of the service of files, of which one keeps what comes in a folder, and the other in a store that speaks S3 where there is one for tests. They, their
 * Redis and that store are killed in the midst of whatever they do, while retention runs: in the end the stores, the tables and the counts agree, and what was
 * acknowledged is there. `SEEDS=200 npm test -- files-killed` tries so many.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Server, startRedis } from '@parley/backing'
import { uuid7 } from '@parley/client'
import { files } from '@parley/files'
import { type Checks, type Environment, openToLook } from '@parley/service-kit'
import { openAdmin } from '@parley/service-kit/testing'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { age as ageMessages, runRetention } from '../setup/aging.ts'
import { endWithUs, startProcess } from '../setup/child.ts'
import { eventually } from '../setup/eventually.ts'
import { type Chance, seeded } from '../setup/seeded.ts'
import { type OwnS3, startOwnS3 } from '../setup/servers-of-files.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const seeds = Number(process.env.SEEDS ?? 1)
const mostBytes = 200_000

const scope = new AsyncDisposableStack()
let world: World
let folder: string
let parts: Part[]
let s3: OwnS3 | undefined
/** What is killed, and comes back. */
let mortals: Pick<Part, 'kill'>[]
afterAll(() => scope.disposeAsync())

interface Part {
  readonly url: string
  kill(): Promise<void>
}

/** One that comes back on its port whenever it is killed. */
const makePart = async (more: Environment): Promise<Part> => {
  const env = { ...world.env('files'), FILES_FOLDER: folder, LOG_LEVEL: 'info', ...more }
  let running = await startProcess('services/files/src/main.ts', { ...env, HTTP_PORT: '0' }, endWithUs)
  scope.defer(() => running[Symbol.asyncDispose]())
  const { port } = running
  return {
    url: `http://127.0.0.1:${port}/files`,
    kill: async () => {
      await running.end('SIGKILL')
      running = await startProcess('services/files/src/main.ts', { ...env, HTTP_PORT: String(port) }, endWithUs)
    },
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-killed-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const env = { FILE_BYTES: String(mostBytes), ACCOUNT_FILE_BYTES: '3000000', UPLOADS_PER_ACCOUNT: '10' }
  world = scope.use(await startWorld(inject('backing'), { env }))
  s3 = await startOwnS3()
  if (s3) scope.use(s3)
  const redisFolder = await mkdtemp(join(tmpdir(), 'parley-killed-redis-'))
  scope.defer(() => rm(redisFolder, { recursive: true, force: true }))
  const redis = scope.use(await startRedis({ dataDir: redisFolder }))
  const stores = { REDIS_URL: redis.url, ...s3?.settings }
  parts = [
    await makePart({ ...stores, FILES_KEPT_IN: 'folder' }),
    await makePart({ ...stores, ...(s3 ? { FILES_KEPT_IN: 's3' } : {}) }),
  ]
  mortals = [...parts, ...[redis, ...(s3 ? [s3] : [])].map(mortal)]
})

const mortal = (server: Server): Pick<Part, 'kill'> => ({
  kill: async () => {
    await server.kill()
    await server.start()
  },
})

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const query = async (sql: string): Promise<Record<string, unknown>[]> => {
  const pool = openAdmin(world.environment.adminUrl, 'files', 1)
  try {
    return (await pool.query(sql)).rows
  } finally {
    await pool.end()
  }
}

interface Known {
  readonly file: string
  readonly owner: Person
  readonly hash: string
}

interface Sent extends Known {
  readonly seq: number
}

/** What was acknowledged, and nobody has asked to take away. */
interface Model {
  readonly room: string
  readonly people: readonly Person[]
  readonly chance: Chance
  readonly files: Known[]
  readonly sent: Sent[]
  /** Up to here retention may have taken what stood in the room. */
  floor: number
}

type Deed = (model: Model) => Promise<void>

const takeOne = <T>(from: T[], chance: Chance): T | undefined =>
  from.splice(chance.whole(0, Math.max(0, from.length - 1)), 1)[0]

/** Few different ones, so that some are the same. */
const someBytes = (chance: Chance): Buffer => Buffer.alloc(chance.whole(1, mostBytes), chance.whole(0, 3))

const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` })

const sendForm: Deed = async ({ people, chance, files: known }) => {
  const [owner, bytes, body] = [chance.one(people), someBytes(chance), new FormData()]
  body.append('file', new Blob([new Uint8Array(bytes)]), 'a')
  const answer = await fetch(chance.one(parts).url, { method: 'POST', headers: bearer(owner), body })
  const { file } = await answer.json()
  if (answer.status === 201) known.push({ file, owner, hash: sha(bytes) })
}

/** In pieces, each to whichever process, and not always to the end. */
const sendPieces: Deed = async ({ people, chance, files: known }) => {
  const [owner, bytes] = [chance.one(people), someBytes(chance)]
  const headers = { ...bearer(owner), 'tus-resumable': '1.0.0' }
  const length = { 'upload-length': String(bytes.length) }
  const begun = await fetch(`${chance.one(parts).url}/tus`, { method: 'POST', headers: { ...headers, ...length } })
  const id = begun.headers.get('location')?.split('/').at(-1)
  if (begun.status !== 201 || !id) return
  const to = chance.happens(0.3) ? Math.floor(bytes.length / 2) : bytes.length
  for (let from = 0; from < to; ) {
    const body = new Uint8Array(bytes.subarray(from, Math.min(to, from + 60_000)))
    const place = { 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' }
    const answer = await fetch(`${chance.one(parts).url}/tus/${id}`, {
      method: 'PATCH',
      headers: { ...headers, ...place },
      body,
    })
    if (answer.status !== 204) return
    from += body.length
  }
  if (to === bytes.length) known.push({ file: id, owner, hash: sha(bytes) })
}

const sendMessage: Deed = async (model) => {
  const { room, chance, files: known, sent } = model
  const one = takeOne(known, chance)
  if (!one) return
  const message = { room, id: uuid7(), text: 'Look', files: [one.file] }
  const { seq } = await world.post('message.send', message, one.owner.token)
  if (seq > model.floor) sent.push({ ...one, seq })
}

const deleteMessage: Deed = async ({ room, chance, sent }) => {
  const one = takeOne(sent, chance)
  if (one) await world.post('message.delete', { room, seq: one.seq }, one.owner.token)
}

const removeFile: Deed = async ({ chance, files: known }) => {
  const one = takeOne(known, chance)
  if (one) await world.post('file.remove', { file: one.file }, one.owner.token)
}

/** What stands in the room up to some message is older than it is kept. */
const retain: Deed = async (model) => {
  const { room, chance, sent } = model
  const last = chance.one(sent)?.seq ?? 0
  model.floor = Math.max(model.floor, last)
  const gone = sent.filter(({ seq }) => seq <= last)
  for (const one of gone) sent.splice(sent.indexOf(one), 1)
  await ageMessages(world.environment.adminUrl, room, last)
  await runRetention(world.environment.adminUrl)
}

/** As when nobody has sent it for a day. */
const letGo: Deed = async ({ chance, files: known }) => {
  const one = takeOne(known, chance)
  if (one) await query(`update file set until = now() where id = '${one.file}' and until is not null`)
}

const deeds = [
  [sendForm, 8],
  [sendPieces, 5],
  [sendMessage, 5],
  [deleteMessage, 2],
  [removeFile, 2],
  [letGo, 1],
  [retain, 1],
] as const

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Three do something until enough was done and nobody is killed any more; whatever fails meanwhile is theirs to bear. */
const makeTrouble = async (model: Model): Promise<void> => {
  let [done, isOver] = [0, false]
  const work = async () => {
    while (!isOver || done < 60)
      await model.chance
        .weighted(deeds)(model)
        .then(
          () => done++,
          () => pause(20),
        )
  }
  const kill = async () => {
    for (let times = 0; times < 3; times++) {
      await pause(model.chance.whole(50, 400))
      await model.chance.one(mortals).kill()
    }
    isOver = true
  }
  await Promise.all([work(), work(), work(), kill()])
}

/** What is left in the middle counts as old from now on: nobody comes back to it. */
const age = async (): Promise<void> => {
  await query('update upload set until = now()')
  await query(`update stored set since = now() - interval '1 day' where content is null`)
  await query(`update reference set noted = now() - interval '1 day' where not sent`)
  for (const name of await readdir(join(folder, 'incoming'))) await utimes(join(folder, 'incoming', name), 1, 1)
}

const isSettled = async (): Promise<boolean> => {
  const [left] = await query(`select (select count(*) from upload) + (select count(*) from stored where content is null)
    + (select count(*) from reference where not sent) + (select count(*) from file where until <= now()) as count`)
  return Number(left?.count) === 0 && (await readdir(join(folder, 'incoming'))).length === 0
}

const findings = async (): Promise<string[]> => {
  await using looked = openToLook(world.environment.adminUrl, 'files')
  await using outside = await files.checksOutside?.({ FILES_FOLDER: folder, ...s3?.settings })
  const checks: Checks = { ...files.checks, ...outside?.checks }
  const found: string[] = []
  for (const [kind, check] of Object.entries(checks))
    for await (const { what } of check.look({ db: looked.db, told: async () => [] })) found.push(`${kind}: ${what}`)
  return found
}

const hashOf = async ({ file, owner, seq }: Sent, room: string): Promise<string | number> => {
  const { links } = await world.post('file.link', { files: [{ file, room, seq }] }, owner.token)
  const path = links[0]?.whole?.replace(/^\/files/, '') ?? ''
  const answer = await fetch(`${(parts[0] as Part).url}${path}`)
  return answer.ok ? sha(new Uint8Array(await answer.arrayBuffer())) : answer.status
}

test(`stores, tables and counts agree after uploads, deletions, retention and kills of every kind (${seeds})`, {
  timeout: 120_000 * seeds,
}, async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const people = await Promise.all([world.person('Ann'), world.person('Bob')])
    const members = people.slice(1).map(({ user }) => user)
    const { room } = await world.post('room.create', { kind: 'group', name: 'Team', members }, people[0]?.token)
    await world.post('room.change', { room, keep_hours: 1 }, people[0]?.token)
    const model: Model = { room, people, chance: seeded(seed), files: [], sent: [], floor: 0 }
    await makeTrouble(model)
    await age()
    await eventually('all is swept', isSettled, 60_000)
    expect(await findings(), `seed ${seed}`).toEqual([])
    for (const one of model.sent) expect(await hashOf(one, room), `seed ${seed}`).toBe(one.hash)
  }
})
