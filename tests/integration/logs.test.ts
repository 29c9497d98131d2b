import { uuid7 } from '@parley/client'
import { makeLog } from '@parley/service-kit'
import { expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { openSocket } from '../setup/raw-client.ts'
import { startWorld } from '../setup/world.ts'

interface Line {
  readonly level: number
  readonly msg: string
  readonly session?: string
  readonly user?: string
  readonly [field: string]: unknown
}

const keepLines = (level: string) => {
  const lines: Line[] = []
  const log = makeLog('test', level, { write: (line: string) => void lines.push(JSON.parse(line)) })
  return { lines, log }
}

test('each connection says at debug level whose it is, and with which code it closed', async () => {
  const { lines, log } = keepLines('debug')
  await using world = await startWorld(inject('backing'), { log })
  const ann = await world.person('Ann')
  await using client = await world.connect(ann)
  const { session } = client.hello
  const own = (msg: string) => lines.find((line) => line.msg === msg && line.session === session)
  expect(own('connection opened')).toMatchObject({ level: 20, user: ann.user, address: '127.0.0.1' })
  await world.post('session.end', { refresh: ann.refresh })
  await client.closed()
  const closed = await eventually('the line', () => own('connection closed'))
  expect(closed).toMatchObject({ level: 20, user: ann.user, code: 4501, reason: 'SESSION_ENDED' })
})

test('what fails in a service is found by session, by trace, and by the ref of its call', async () => {
  const { lines, log } = keepLines('info')
  await using world = await startWorld(inject('backing'), { log })
  const ann = await world.person('Ann')
  await using client = await world.connect(ann)
  const { default: pg } = await import('pg')
  const admin = new pg.Client({ connectionString: world.environment.adminUrl })
  await admin.connect()
  await admin.query('alter table chat.member rename to member_away')
  await admin.end()
  const error = await client.call('room.list', {}).catch((reason) => reason)
  expect(error).toMatchObject({ name: 'INTERNAL', trace: expect.any(String) })
  expect(lines.find(({ trace }) => trace === error.trace)).toMatchObject({
    level: 50,
    command: 'room.list',
    session: client.hello.session,
    ref: expect.any(Number),
  })
})

test('whatever clients send, at the default level nobody fills the log', async () => {
  const { lines, log } = keepLines('info')
  await using world = await startWorld(inject('backing'), { log, env: { RATE_READ: '5', RATE_REFUSED: '40' } })
  const ann = await world.person('Ann')
  const started = lines.length
  const begun = performance.now()
  /** Of one text, in all the seconds so far. */
  const most = () => 20 * (2 + Math.floor((performance.now() - begun) / 1_000))
  await using client = await world.connect(ann)
  for (let place = 0; place < 900; place++) {
    client.socket.send('nonsense')
    client.socket.send('{"id":1,"do":"room.list"}')
  }
  await client.closed()
  const attempts = Array.from({ length: 100 }, (_, place) => {
    const socket = openSocket(world.url, ['parley.v1.json', `bearer.no-token-${place}`])
    return new Promise((resolve) => socket.on('error', resolve))
  })
  await Promise.all(attempts)
  const calls = Array.from({ length: 100 }, () =>
    world.post('message.send', { room: crypto.randomUUID(), id: uuid7(), text: 'x' }, ann.token).catch(() => {}),
  )
  await Promise.all(calls)
  const written = lines.slice(started).filter(({ msg }) => msg !== 'timed work is done')
  expect(written.filter(({ event }) => event === undefined)).toEqual([])
  // Of the tokens that were refused a few lines a second tell, and how many they leave out.
  expect(written.map(({ event }) => event)).toContain('token-refused')
  expect(written.length).toBeLessThanOrEqual(2 * most())
  // Not even where each of their requests meets a fault: here the service behind the route is gone.
  await world.auth[Symbol.asyncDispose]()
  const routed = Array.from({ length: 300 }, () => fetch(`${world.url}/auth/session.refresh`, { method: 'POST' }))
  expect((await Promise.all(routed)).map(({ status }) => status)).toContain(503)
  const told = lines.slice(started).filter(({ msg }) => msg === 'a service route did not answer')
  expect(told[0]).toMatchObject({ level: 40, path: '/auth/session.refresh', address: '127.0.0.1' })
  expect(told.length).toBeLessThanOrEqual(most())
})
