import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { isReady } from '../setup/processes.ts'
import { type Gates, gatesAt } from '../setup/world.ts'
import { isHealth, talk, textsOf } from './conversation.ts'
import { type Deployment, startDeployment } from './deployment.ts'

let deployment: Deployment
let gates: Gates
beforeAll(async () => {
  deployment = await startDeployment(inject('images').parley)
  gates = gatesAt([deployment.url])
})
afterAll(() => deployment[Symbol.asyncDispose]())

test('the command brings the database to this release', () => {
  expect(deployment.migrated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^applied: auth .*chat /) })
})

test('a process in each container serves conversations, and routes of services through the gateway', async () => {
  const said = await talk(gates, 'Hello')
  expect(await textsOf(gates, said)).toEqual(['Hello'])
  const keys = await fetch(`${gates.url}/.well-known/jwks.json`)
  expect(await keys.json()).toMatchObject({ keys: [{ kty: 'EC' }] })
})

test('the health of a container tells that NATS is gone, and that it is back', async () => {
  const { gateway, nats, url } = deployment
  await eventually('it is healthy', () => isHealth(gateway, 'healthy'))
  await nats.stop()
  await eventually('it is not ready', async () => !(await isReady(url)))
  await eventually('it is unhealthy', () => isHealth(gateway, 'unhealthy'))
  await nats.start()
  await eventually('it is healthy again', () => isHealth(gateway, 'healthy'))
  await talk(gates, 'Back again')
})

test('a gateway that is stopped tells its clients to come back, and exits with 0', async () => {
  const { gateway, url } = deployment
  await using client = await gates.connect(await gates.person())
  const closed = client.closed()
  await gateway.ask('stop', '-t', '30')
  expect(await closed).toBe(4000)
  expect(await gateway.inspect('{{.State.ExitCode}}')).toBe('0')
  await gateway.ask('start')
  await eventually('it is ready again', () => isReady(url))
})
