/** Everything in one container, for tests and trials. */
import { uuid7 } from '@parley/client'
import { expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { gatesOf, isHealth, talk, textsOf } from './conversation.ts'
import { type Container, docker, runContainer, runToEnd } from './docker.ts'

const start = (...options: readonly string[]): Promise<Container> =>
  runContainer(inject('images').standalone, [], ['--publish', '127.0.0.1::8080', ...options])

test('it is healthy within seconds, and serves conversations and the web page', async () => {
  const begun = performance.now()
  await using container = await start()
  const gates = await gatesOf(container)
  console.log(`standalone: ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  await talk(gates, 'Hello')
  const page = await fetch(gates.url)
  expect(await page.text()).toContain('<title>Parley</title>')
  await eventually('it is healthy', () => isHealth(container, 'healthy'))
})

test("what a game's tests want otherwise is set by the environment", async () => {
  await using container = await start('--env', 'SIGN_UPS_PER_ADDRESS=1')
  const gates = await gatesOf(container)
  await gates.person('Ann')
  await expect(gates.person('Bob')).rejects.toMatchObject({ name: 'TOO_MANY_ATTEMPTS' })
})

test('a message is there after a restart, and after the container was killed', async () => {
  await using container = await start()
  const said = await talk(await gatesOf(container), 'Keep this')
  await container.ask('restart')
  const begun = performance.now()
  expect(await textsOf(await gatesOf(container), said)).toEqual(['Keep this'])
  console.log(`standalone: back ${((performance.now() - begun) / 1000).toFixed(1)} s after a restart`)
  await container.ask('kill', '-s', 'KILL')
  await container.ask('start')
  expect(await textsOf(await gatesOf(container), said)).toEqual(['Keep this'])
})

test('stopped, it tells every client to come back, ends its servers in order, and exits with 0', async () => {
  await using container = await start()
  const gates = await gatesOf(container)
  await using client = await gates.connect(await gates.person())
  const closed = client.closed()
  await container.ask('stop')
  expect(await closed).toBe(4000)
  expect(await container.inspect('{{.State.ExitCode}}')).toBe('0')
  // Postgres was asked before the process ended: it has not to recover what it wrote.
  await container.ask('start')
  await gatesOf(container)
  expect(await container.read('/data/postgres/postgres.log')).not.toContain('not properly shut down')
})

test('a backup that is taken while it runs comes back over what was said since', async () => {
  await using container = await start()
  const said = await talk(await gatesOf(container), 'Before')
  await docker('exec', container.name, 'parley', 'backup', '/data/it.backup')
  const { post } = await gatesOf(container)
  await post('message.send', { room: said.room, id: uuid7(), text: 'After' }, said.ann.token)
  await container.ask('stop')
  const restore = ['restore', '/data/it.backup', '--replace']
  const { code, stderr } = await runToEnd(inject('images').standalone, restore, ['--volumes-from', container.name])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  await container.ask('start')
  expect(await textsOf(await gatesOf(container), said)).toEqual(['Before'])
})
