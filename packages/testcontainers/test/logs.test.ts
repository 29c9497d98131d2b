import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '@nats-io/transport-node'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ParleyContainer } from '../src/index.ts'

/** The password of a process, where the platform of this test keeps it. */
const passwordOf = async (folder: string, name: string) => {
  const [data = ''] = (await readdir(folder)).filter((entry) => entry.startsWith('parley-testcontainers-'))
  return await readFile(join(folder, data, 'secrets', `nats-${name}`), 'utf8')
}

test('errors that the platform logs are told, with what its servers say beside them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-logs-'))
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    return rm(folder, { recursive: true })
  })
  await using parley = await new ParleyContainer().withRuntime('in-process').start()
  const [ann, bob] = await parley.createUsers('Ann', 'Bob')
  const { stream, send } = await parley.conversation(ann, bob)
  await using client = await parley.connect(bob)
  expect(await parley.errors()).toEqual([])

  const [, servers] = /Listening for client connections on (\S+)/.exec(await parley.logs()) ?? []
  const pass = await passwordOf(folder, 'chat')
  const nats = await connect({ servers: String(servers), user: 'parley-chat', pass })
  nats.publish(`parley.ev.${stream.replaceAll('/', '.')}`, 'not an event')
  await nats.drain()
  await client.waitFor(stream, (await send(ann, 'behind it')).seq)
  expect(await parley.errors()).toEqual([expect.stringContaining('"msg":"not an event batch')])
})

test('a quieter log is a setting like any other', async () => {
  await using parley = await new ParleyContainer()
    .withRuntime('in-process')
    .withEnvironment({ LOG_LEVEL: 'warn' })
    .start()
  expect(await parley.logs()).not.toContain('"msg":"serving"')
})
