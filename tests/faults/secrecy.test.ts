import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { keepLog } from '../setup/log-lines.ts'
import { query } from '../setup/stored.ts'
import { password, startWorld, type World } from '../setup/world.ts'

const { log, lines } = keepLog()
let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { log })
})
afterAll(() => world[Symbol.asyncDispose]())

test('no log of any part holds a password, a token or what people write, whatever they do and whatever fails', async () => {
  const said = 'a text that is nobody else’s business'
  const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
  const again = await world.post('session.create', { username: ann.username, password })
  await expect(
    world.post('session.create', { username: ann.username, password: 'hunter2 hunter2' }),
  ).rejects.toMatchObject({ name: 'LOGIN_FAILED' })
  await using client = await world.connect(ann)
  const { room } = await client.call('room.create', { kind: 'direct', user: bob.user })
  await client.call('message.send', { room, id: uuid7(), text: said })
  await expect(client.call('message.send', { room: uuid7(), id: uuid7(), text: said })).rejects.toMatchObject({
    name: 'ROOM_NOT_FOUND',
  })

  await query(
    world.environment.adminUrl,
    `alter table chat.event add constraint refuses check (ev <> 'message.sent') not valid`,
  )
  await expect(client.call('message.send', { room, id: uuid7(), text: said })).rejects.toMatchObject({
    name: 'INTERNAL',
  })
  await query(world.environment.adminUrl, 'alter table chat.event drop constraint refuses')
  await query(
    world.environment.adminUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'parley %' and datname = current_database()`,
  )
  await eventually('chat is back on Postgres', () =>
    client.call('message.send', { room, id: uuid7(), text: said }).catch(() => false),
  )
  const next = await world.post('session.refresh', { refresh: again.refresh })

  const urls = ['auth', 'chat'].map((service) => world.env(service).POSTGRES_URL ?? '')
  const secrets = {
    passwords: [password, 'hunter2', ...urls.map((url) => new URL(url).password)],
    tokens: [ann.token, ann.refresh, bob.token, again.access, again.refresh, next.access, next.refresh],
    texts: [said],
  }
  const written = lines.join('')
  expect(written).toContain('a command failed')
  expect(written).toContain('connection broke')
  for (const [kind, all] of Object.entries(secrets))
    for (const secret of all)
      expect(written.includes(secret), `${kind}: ${lines.find((line) => line.includes(secret))}`).toBe(false)
})
