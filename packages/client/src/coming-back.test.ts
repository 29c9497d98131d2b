import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { clock, online, parley, server, simulateForEachTest, start } from '../test/simulated-parley.ts'

simulateForEachTest()

/** A page as the SDK sees it: its events, and whether it is shown. */
class Page extends EventTarget {
  visibilityState = 'visible'
}
let page: Page
let connection: EventTarget
beforeEach(() => {
  page = new Page()
  connection = new EventTarget()
  vi.stubGlobal('document', page)
  vi.stubGlobal('navigator', { connection })
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
})
afterEach(() => vi.unstubAllGlobals())

const tell = (name: string, more: object = {}) => page.dispatchEvent(Object.assign(new Event(name), more))
const occasions: [string, () => unknown][] = [
  ['the system says that it is online', () => tell('online')],
  ['the tab is shown again', () => tell('visibilitychange')],
  ['the window gets the focus', () => tell('focus')],
  ['the page comes back from the cache', () => tell('pageshow', { persisted: true })],
  ['the page is thawed', () => tell('resume')],
  ['the device is on another network', () => connection.dispatchEvent(new Event('change'))],
  ['the program that it is part of asks for it', () => parley.wake()],
]

/** Offline for so long that the next try is far away, on a server that is back by now. */
const waitingLong = async () => {
  server.isUp = false
  start()
  do await clock.pass(1_000)
  while ((parley.retryAt ?? 0) - clock.date() < 10_000)
  server.isUp = true
}

describe.each(occasions)('when %s', (_, happen) => {
  test('what waits tries at once', async () => {
    await waitingLong()
    happen()
    await clock.pass(100)
    expect(parley.state).toBe('online')
  })

  test('what is online looks whether it still is, and is back in seconds where it is not', async () => {
    await online()
    happen()
    await clock.pass(100)
    expect(server.asked('ping')).toHaveLength(1)
    server.socket.vanish()
    await clock.pass(1_000)
    happen()
    await clock.pass(5_600)
    expect(parley.state).toBe('online')
    expect(server.sockets).toHaveLength(2)
  })

  test('what was opening a socket opens another, as that may be one of a network that is no more', async () => {
    server.delay = () => 60_000
    start()
    await clock.pass(3_000)
    server.delay = () => 5
    happen()
    await clock.pass(100)
    expect(parley.state).toBe('online')
    expect(server.sockets).toHaveLength(2)
  })

  test('a hundred times in a second, that is once, and once more when the second is over', async () => {
    server.isUp = false
    start()
    await clock.pass(300_000)
    const before = server.sockets.length
    for (let count = 0; count < 100; count++) {
      happen()
      await clock.pass(9)
    }
    expect(server.sockets.length - before).toBe(1)
    server.isUp = true
    await clock.pass(1_100)
    expect(parley.state).toBe('online')
  })
})

describe('what does not ask', () => {
  test.each([
    [
      'a tab that is hidden',
      () => {
        page.visibilityState = 'hidden'
        tell('visibilitychange')
      },
    ],
    ['a page that is shown for the first time', () => tell('pageshow', { persisted: false })],
  ] as [string, () => void][])('is %s', async (_, happen) => {
    await online()
    happen()
    await clock.pass(100)
    expect(server.asked('ping')).toHaveLength(0)
  })

  test('is a client that is closed: nothing of the page is heard any more', async () => {
    await online()
    await parley.close()
    for (const [, happen] of occasions) happen()
    tell('offline')
    await clock.pass(60_000)
    expect(server.sockets).toHaveLength(1)
    expect(parley.state).toBe('ended')
  })
})

describe('when the network goes', () => {
  test('and the system says so, that shows at once, and what is the trouble', async () => {
    await online()
    server.isUp = false
    server.socket.vanish()
    tell('offline')
    expect(parley.state).toBe('waiting')
    expect(parley.trouble).toMatchObject({ name: 'UNAVAILABLE', message: expect.stringContaining('device is offline') })
    await clock.pass(60_000)
    server.isUp = true
    tell('online')
    await clock.pass(100)
    expect(parley.state).toBe('online')
    expect(parley.trouble).toBeUndefined()
  })

  test('and the system is wrong about it, as with a server on the same machine, it is back at once', async () => {
    await online()
    tell('offline')
    await clock.pass(600)
    expect(parley.state).toBe('online')
  })

  test('and nobody says so, whoever sends something learns of it within ten seconds', async () => {
    await online()
    server.isUp = false
    server.socket.vanish()
    void parley.call('room.list', {}).catch(() => {})
    await clock.pass(9_100)
    expect(parley.state).not.toBe('online')
  })

  test('and nobody does anything, it is noticed within a heartbeat and five seconds', async () => {
    await online()
    server.isUp = false
    server.socket.vanish()
    await clock.pass(30_100)
    expect(parley.state).not.toBe('online')
  })
})
