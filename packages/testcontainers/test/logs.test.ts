import { connect } from '@nats-io/transport-node'
import { expect, test } from 'vitest'
import { ParleyContainer } from '../src/index.ts'

test('errors that the platform logs are told, with what its servers say beside them', async () => {
  await using parley = await new ParleyContainer().withRuntime('in-process').start()
  const [ann, bob] = await parley.createUsers('Ann', 'Bob')
  const { stream, send } = await parley.conversation(ann, bob)
  await using client = await parley.connect(bob)
  expect(await parley.errors()).toEqual([])

  const [, servers] = /Listening for client connections on (\S+)/.exec(await parley.logs()) ?? []
  const nats = await connect({ servers: String(servers) })
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
