/** `parley backup` and `parley restore` of servers of one's own, as `npm start` and the standalone image have them. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { uuid7 } from '@parley/client'
import { prepareDatabase, startPlatform } from '@parley/platform'
import { startServers } from '@parley/platform/standalone'
import { programOf } from '@parley/service-kit/testing'
import pg from 'pg'
import { expect, test } from 'vitest'
import { root } from '../setup/child.ts'
import { eventually } from '../setup/eventually.ts'
import { connect, roomOf, said } from '../setup/sdk.ts'
import { type Gates, gatesAt, type Person, password } from '../setup/world.ts'

const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PARLEY_BACKING: 'embedded',
  RATE_LOGIN: '1000',
  RATE_SEND: '1000',
  // Whatever else the machine does.
  CALL_TIMEOUT_MS: '20000',
}

const parley = async (dataDir: string, ...args: string[]) => {
  const child = spawn(process.execPath, [programOf('packages/platform/src/main.ts'), ...args], {
    cwd: root,
    env: { ...env, PARLEY_DATA: dataDir },
  })
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return { code: code as number, errors }
}

const start = async (dataDir: string) => {
  await using scope = new AsyncDisposableStack()
  const servers = scope.use(await startServers({ dataDir, prefer: 'embedded', env }))
  await prepareDatabase(servers)
  const { port } = scope.use(
    await startPlatform({ servers, port: 0, env: { ...env, FILES_FOLDER: join(dataDir, 'files') } }),
  )
  const running = scope.move()
  const gates = gatesAt([`http://127.0.0.1:${port}`])
  return { gates, postgresUrl: servers.postgresUrl, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Somebody who writes without a pause, until told to stop; what was acknowledged, in its order. */
const keepWriting = async (gates: Gates, ann: Person, room: string) => {
  const client = await gates.connect(ann)
  const acknowledged: string[] = []
  let isOver = false
  const written = (async () => {
    for (let count = 1; !isOver; count++) {
      await client.call('message.send', { room, id: uuid7(), text: `message ${count}` })
      acknowledged.push(`message ${count}`)
    }
    await client[Symbol.asyncDispose]()
  })()
  written.catch(() => {})
  const stop = () => {
    isOver = true
    return written
  }
  return { acknowledged, stop }
}

const sendFile = async ({ url }: Gates, { token }: Person) => {
  const [bytes, body] = [randomBytes(200_000), new FormData()]
  body.append('file', new Blob([bytes]), 'a')
  const headers = { authorization: `Bearer ${token}` }
  const { file } = await (await fetch(`${url}/files`, { method: 'POST', headers, body })).json()
  return { file: file as string, bytes }
}

const bytesOf = async (gates: Gates, person: Person, file: string): Promise<Buffer> => {
  const { links } = await gates.post('file.link', { files: [{ file }] }, person.token)
  return Buffer.from(await (await fetch(`${gates.url}${links[0]?.whole}`)).arrayBuffer())
}

const strangers = `select (select count(*) from chat.person where id not in (select id from auth.account))::int as people,
  (select count(*) from chat.event where seq > (select head from chat.stream where id = stream))::int as events`

test('a backup that is taken while people write has everything of its moment, and gives it back with a new epoch', async () => {
  await using scope = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'parley-backup-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const [dataDir, elsewhere, archive] = [join(folder, 'data'), join(folder, 'elsewhere'), join(folder, 'it.backup')]

  const first = await start(dataDir)
  const [ann, bob] = [await first.gates.person('Ann'), await first.gates.person('Bob')]
  const { room } = await first.gates.post(
    'room.create',
    { kind: 'group', name: 'Team', members: [bob.user] },
    ann.token,
  )
  const { file, bytes } = await sendFile(first.gates, ann)
  const writer = await keepWriting(first.gates, ann, room)
  await eventually('some is written', () => writer.acknowledged.length > 20)
  const before = writer.acknowledged.length
  const newcomers = Promise.all(Array.from({ length: 10 }, () => first.gates.person('Newcomer')))
  expect(await parley(dataDir, 'backup', archive)).toEqual({ code: 0, errors: '' })
  await newcomers
  await writer.stop()
  expect((await stat(archive)).mode & 0o777).toBe(0o600)
  expect(writer.acknowledged.length).toBeGreaterThan(before)
  const { epoch } = (await first.gates.connect(bob)).hello.streams[0] as { epoch: number }
  expect(await parley(dataDir, 'restore', archive, '--replace')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('is used by another run'),
  })
  await first[Symbol.asyncDispose]()

  expect(await parley(dataDir, 'restore', archive)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('--replace'),
  })
  for (const place of [dataDir, elsewhere]) {
    expect(await parley(place, 'restore', archive, '--replace')).toEqual({ code: 0, errors: '' })
    await using again = await start(place)
    const client = new pg.Client({ connectionString: again.postgresUrl })
    await client.connect()
    expect((await client.query(strangers)).rows).toEqual([{ people: 0, events: 0 }])
    await client.end()
    const { access } = await again.gates.post('session.create', { username: bob.username, password })
    const { hello } = await again.gates.connect({ ...bob, token: access })
    for (const stream of hello.streams) expect(stream.epoch).toBeGreaterThan(epoch)
    await using app = await connect(again.gates.url, { token: async () => access })
    const shown = await roomOf(app, room)
    while (await shown.loadOlder());
    const texts = said(shown)
    expect(texts).toEqual(writer.acknowledged.slice(0, texts.length))
    expect(texts.length).toBeGreaterThanOrEqual(before)
    expect(await bytesOf(again.gates, ann, file)).toEqual(bytes)
    const more = await again.gates.connect(ann)
    await more.call('message.send', { room, id: uuid7(), text: 'after the restore' })
    await eventually('what is new is shown', () => said(shown).at(-1) === 'after the restore')
  }
}, 400_000)
