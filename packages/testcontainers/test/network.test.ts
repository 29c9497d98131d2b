import { GenericContainer, Network, Wait } from 'testcontainers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ParleyContainer } from '../src/index.ts'
import { image, ways } from './ways.ts'

const hasContainers = (await ways()).includes('container')
/** The library's reaper is an image of its own, which is not everywhere to be had. */
beforeEach(() => void vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', 'true'))
afterEach(() => vi.unstubAllEnvs())

test.runIf(hasContainers)('other containers of a network find Parley by its alias', async () => {
  await using network = await new Network().start()
  await using parley = await new ParleyContainer().withNetwork(network).withNetworkAliases('chat').start()
  expect(parley.runtime).toBe('container')
  const ask = `fetch('http://chat:8080/ready').then((answer) => answer.text()).then(console.log)`
  await using _neighbour = await new GenericContainer(image)
    .withNetwork(network)
    .withEntrypoint(['node', '-e', `${ask}; setTimeout(() => {}, 30_000)`])
    .withWaitStrategy(Wait.forLogMessage('{"ready":true}'))
    .withStartupTimeout(20_000)
    .withAutoCleanup(false)
    .start()
})
