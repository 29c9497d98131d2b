/** A NATS that is away, refuses us, changes, or breaks in the middle: the process goes on, and says why it waits. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@parley/backing'
import { type Bus, connectBus } from '@parley/service-kit'
import { layLink } from '@parley/testcontainers/link'
import { leastPayload } from '@parley/wire'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { makeCertificate } from '../setup/fronts.ts'
import { keepLog } from '../setup/log-lines.ts'
import { type OwnNats, onlyUser, openCluster, openNats } from '../setup/own-nats.ts'

const scope = { current: new AsyncDisposableStack() }
afterEach(async () => {
  await scope.current.disposeAsync()
  scope.current = new AsyncDisposableStack()
})
const use = <T extends AsyncDisposable>(it: T): T => scope.current.use(it)
const urlTo = (port: number, password = 'sesame') => `nats://ann:${password}@127.0.0.1:${port}`

/** Connects, and tells what is logged meanwhile. */
const connecting = (urls: readonly string[]) => {
  const { log, lines } = keepLog()
  const connected = connectBus(urls, 'test', log).then(use)
  connected.catch(() => {})
  const said = (text: string | RegExp, times = 1) =>
    eventually(`a line with ${text}, ${times} times`, () => {
      const found = lines.filter((line) => line.match(text))
      return found.length >= times ? found : undefined
    })
  return { connected, lines, said }
}

/** Whether what one publishes comes back to it. */
const isThere = async (bus: Bus): Promise<boolean> => {
  try {
    return (await bus.ask<number, number>('test.echo', 7, 1_000)) === 7
  } catch {
    return false
  }
}
const echo = (bus: Bus) => bus.answer<number, number>('test.echo', 'q', async (given) => given)

describe('a process that finds no NATS when it starts', () => {
  test.each([
    ['is away', async () => [await freePort(), 'connection refused'] as const],
    [
      'says nothing',
      async () => {
        const mute = createServer().listen(0, '127.0.0.1')
        scope.current.defer(() => void mute.close())
        await once(mute, 'listening')
        return [(mute.address() as AddressInfo).port, 'no answer yet'] as const
      },
    ],
    [
      'refuses its password',
      async () => [use(await openNats({ authorization: onlyUser('other') })).port, 'Authorization Violation'] as const,
    ],
  ])('as it %s says so with server and reason, again and again, and never its password', async (_, prepare) => {
    const [port, reason] = await prepare()
    const { said, lines } = connecting([urlTo(port, 'hunter2')])
    const told = await said('NATS is not there', 2)
    for (const line of told) {
      expect(line).toContain(`127.0.0.1:${port}`)
      expect(line).toContain(reason)
    }
    expect(lines.join()).not.toContain('hunter2')
  })

  test('as its name is none says that', async () => {
    const { said } = connecting(['nats://ann:hunter2@nats.nowhere.invalid:4222'])
    const [line = ''] = await said('NATS is not there')
    expect(line).toMatch(/nats\.nowhere\.invalid:4222.*(ENOTFOUND|EAI_AGAIN)/)
    expect(line).not.toContain('hunter2')
  })

  test('goes on when it comes, whichever of the servers it is', async () => {
    const [away, coming] = [await freePort(), use(await openNats())]
    await coming.stop()
    const { connected, said } = connecting([urlTo(away), urlTo(coming.port)])
    await said('NATS is not there')
    await coming.start()
    const bus = await connected
    echo(bus)
    expect(await isThere(bus)).toBe(true)
  })
})

describe('a process that was connected', () => {
  const begin = async () => {
    const nats = use(await openNats())
    const started = connecting([urlTo(nats.port)])
    const bus = await started.connected
    echo(bus)
    expect(await isThere(bus)).toBe(true)
    return { nats, bus, ...started }
  }
  const isBack = (bus: Bus) => eventually('NATS is back', () => isThere(bus))

  test('comes back to a NATS that refused its password for a while, and says meanwhile that it does', async () => {
    const { nats, bus, said } = await begin()
    await nats.start({ authorization: onlyUser('changed') })
    await said(/Authorization Violation.*NATS is not there/)
    expect(bus.connected()).toBe(false)
    expect(bus.ready()).toBe(false)
    await nats.start({ authorization: onlyUser('sesame') })
    await isBack(bus)
    expect(bus.ready()).toBe(true)
    expect(bus.counts.reconnects).toBe(1)
  })

  test('comes back over a line that was too slow for the greeting', async () => {
    const nats = use(await openNats({ authorization: onlyUser('sesame', '', 0.3) }))
    const link = use(await layLink([urlTo(nats.port)]))
    const { connected, said } = connecting([link.url])
    const bus = await connected
    echo(bus)
    link.delayMs = 500
    link.cut()
    await said(/Authentication Timeout.*NATS is not there/i)
    link.heal()
    await isBack(bus)
  })

  test('comes back though a line hangs that it dialed, as one does over a balancer that has lost its server', async () => {
    const nats = use(await openNats())
    let dialed = 0
    const front = createServer((client) => {
      client.on('error', () => {})
      // The one that is dialed when the first broke takes what is sent, and never says anything.
      if (++dialed === 2) return
      const onward = connect(nats.port, '127.0.0.1').on('error', () => client.destroy())
      client.pipe(onward).pipe(client)
      if (dialed === 1) breaks = () => void client.destroy()
    }).listen(0, '127.0.0.1')
    let breaks = () => {}
    scope.current.defer(() => void front.close())
    await once(front, 'listening')
    const { connected } = connecting([urlTo((front.address() as AddressInfo).port)])
    const bus = await connected
    echo(bus)
    expect(await isThere(bus)).toBe(true)
    breaks()
    const lost = bus.lost.then((reason) => Promise.reject(reason))
    await Promise.race([isBack(bus), lost])
    expect(dialed).toBeGreaterThan(2)
  })

  test('listens again where NATS did not allow it for a while', async () => {
    const { nats, bus, said } = await begin()
    const heard: string[] = []
    const listening = bus.listen('test.news', (message) => void heard.push(message.string()))
    const queued = bus.listen('test.queue', (message) => void heard.push(message.string()), 'q')
    const left = bus.listen('test.left', (message) => void heard.push(message.string()))
    await bus.flush()
    const none = ', permissions: { subscribe: { deny: ["test.news", "test.queue", "test.left"] } }'
    await nats.start({ authorization: onlyUser('sesame', none) })
    await said(/test\.news.*does not allow/)
    await eventually('it is not ready', () => !bus.ready())
    left.unsubscribe()
    await nats.start({ authorization: onlyUser('sesame') })
    await eventually('it is ready', () => bus.ready())
    await bus.flush()
    for (const subject of ['test.news', 'test.queue', 'test.left']) bus.publish(subject, subject)
    await eventually('both are heard', () => heard.length === 2)
    expect(heard.toSorted()).toEqual(['test.news', 'test.queue'])
    listening.unsubscribe()
    await queued.drain()
    bus.publish('test.news', 'nobody listens')
    await bus.flush()
    expect(heard).toHaveLength(2)
  })

  test('fails at once what was asked when the connection broke, and what is asked while it is gone', async () => {
    const { nats, bus } = await begin()
    const asked = Promise.withResolvers<void>()
    const over = Promise.withResolvers<void>()
    bus.answer('test.never', 'q', () => {
      asked.resolve()
      return over.promise
    })
    await bus.flush()
    const lost = bus.ask('test.never', {}, 3_600_000)
    await asked.promise
    await Promise.all([expect(lost).rejects.toMatchObject({ body: { name: 'UNAVAILABLE' } }), nats.stop('SIGKILL')])
    await expect(bus.ask('test.echo', 7, 3_600_000)).rejects.toMatchObject({ body: { name: 'UNAVAILABLE' } })
    await nats.start()
    await isBack(bus)
    over.resolve()
  })

  test('ends where the next NATS takes too little, and says what to set', async () => {
    const { nats, bus } = await begin()
    await nats.start({ settings: `max_payload: ${leastPayload - 1}\n` })
    expect((await bus.lost).message).toContain(`set its max_payload to that or more`)
  })

  test('says that NATS takes small messages only', async () => {
    const nats = use(await openNats({ settings: 'max_payload: 65536\n' }))
    const { connected, said } = connecting([urlTo(nats.port)])
    await connected
    expect(await said('NATS takes small messages')).toHaveLength(1)
  })
})

describe('a NATS with TLS', () => {
  test('that nobody vouches for is told, and so is one without TLS where it is asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-certificate-'))
    scope.current.defer(() => rm(folder, { recursive: true, force: true }))
    const { key, certificate } = await makeCertificate(folder, 'localhost')
    const tls = use(await openNats({ settings: `tls { cert_file: "${certificate}", key_file: "${key}" }\n` }))
    const bare = use(await openNats())
    const urls = [`tls://ann:sesame@127.0.0.1:${tls.port}`, `tls://ann:sesame@127.0.0.1:${bare.port}`]
    const { said } = connecting(urls)
    const [line = ''] = await said('NATS is not there')
    expect(line).toMatch(new RegExp(`${tls.port}":"[^"]*(certificate|altnames)`, 'i'))
    expect(line).toMatch(new RegExp(`${bare.port}":"[^"]*tls`, 'i'))
  })
})

/** As an operator who takes a server out: it lets its clients go one by one. */
const stopInGoodOrder = async ({ server }: OwnNats): Promise<void> => {
  const { pid } = server
  process.kill(pid, 'SIGUSR2')
  await eventually('the lame duck is gone', () => {
    try {
      return !process.kill(pid, 0)
    } catch {
      return true
    }
  })
}

describe('a cluster of three', () => {
  test('of which one after the other is killed or stops in good order serves whoever is connected', async () => {
    const cluster = await openCluster(3)
    for (const nats of cluster) use(nats)
    const urls = cluster.map(({ port }) => urlTo(port))
    const [asker, answerer] = [connecting(urls), connecting(urls)]
    const [one, other] = [await asker.connected, await answerer.connected]
    echo(other)
    await eventually('they speak', () => isThere(one))
    for (const [place, nats] of cluster.entries()) {
      if (place === 1) await stopInGoodOrder(nats)
      else await nats.stop('SIGKILL')
      await eventually('they speak again', () => isThere(one))
      await nats.start()
    }
    for (const bus of [one, other]) expect(bus.ready()).toBe(true)
  })
})
