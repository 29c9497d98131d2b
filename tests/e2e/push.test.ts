/** The script of the page that runs where a push comes: in a real browser, which is given pushes as from its push service. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { PushMessage } from '@parley/protocol'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { describeInBrowser, launchChromium } from './chromium.ts'

const scripts = join(import.meta.dirname, '../../apps/web/public')
const room = '0197aaaa-0000-7000-8000-000000000001'
const user = '0197aaaa-0000-7000-8000-000000000002'

/** A page that has the script, and goes where it is told. */
const files = {
  '/': ['text/html', `<link rel="icon" href="data:,"><script src="/page.js"></script>`],
  '/page.js': [
    'text/javascript',
    `navigator.serviceWorker.register('/push-worker.js')
     navigator.serviceWorker.addEventListener('message', ({ data }) => { location.hash = data.open })`,
  ],
} as const

describeInBrowser('a push', () => {
  const scope = new AsyncDisposableStack()
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let push: (said: Partial<PushMessage> | string) => Promise<void>

  beforeAll(async () => {
    const worker = await Promise.all(
      ['push-worker.js', 'keep-shell.js'].map((name) => readFile(join(scripts, name), 'utf8')),
    )
    const server = createServer(({ url = '' }, answer) => {
      const own = worker[['/push-worker.js', '/keep-shell.js'].indexOf(url)]
      const [type, text] = own ? ['text/javascript', own] : (files[url as '/'] ?? ['text/plain', ''])
      answer.setHeader('content-type', type).end(text)
    })
    await once(server.listen(0, 'localhost'), 'listening')
    scope.defer(() => {
      server.closeAllConnections()
      server.close()
    })
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`
    browser = await launchChromium({ whole: true })
    scope.defer(() => browser.close())
    context = await browser.newContext({ permissions: ['notifications'] })
    page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    const registered = Promise.withResolvers<string>()
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations
      if (one) registered.resolve(one.registrationId)
    })
    await cdp.send('ServiceWorker.enable')
    await page.goto(origin)
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
    const registrationId = await registered.promise
    push = async (said) => {
      const data = typeof said === 'string' ? said : JSON.stringify({ user, tag: room, unread: 1, ...said })
      await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
    }
  })
  afterAll(() => scope.disposeAsync())

  const shown = () =>
    page.evaluate(async () =>
      (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag }) => ({
        title,
        body,
        tag,
      })),
    )
  const until = (wanted: Awaited<ReturnType<typeof shown>>) =>
    eventually('what is shown', async () => {
      const all = await shown()
      return JSON.stringify(all) === JSON.stringify(wanted) && all
    })

  test('shows one notification for each tag, the later in the place of the earlier, and takes it away when it is read', async () => {
    await push({ kind: 'direct', id: 1, count: 1, room, message: 4 })
    await until([{ title: 'Parley', body: 'A new message', tag: room }])
    await push({ kind: 'direct', id: 2, count: 2, room, message: 5, name: 'Bob', place: 'Orchestra', text: 'مرحبا 👋' })
    await until([{ title: 'Bob · Orchestra', body: 'مرحبا 👋 (2)', tag: room }])
    await push({ clear: true, unread: 0 })
    await until([])
    // Whatever it is, something is shown: a later server tells of more kinds.
    await push('no JSON')
    await until([{ title: 'Parley', body: 'Something new', tag: 'unknown' }])
    await push({ tag: 'unknown', clear: true })
    await until([])
  })

  test('that is clicked opens its message in the page that is there', async () => {
    await push({ kind: 'mention', id: 3, count: 1, room, message: 7 })
    await until([{ title: 'Parley', body: 'You were mentioned', tag: room }])
    const [worker] = context.serviceWorkers()
    await worker?.evaluate(async () => {
      const scope = globalThis as unknown as ServiceWorkerGlobalScope
      const [notification] = await scope.registration.getNotifications()
      if (notification) scope.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
    })
    await page.waitForURL(`**/#/room/${room}/7`)
    expect(await shown()).toEqual([])
  })
})

interface ServiceWorkerGlobalScope extends EventTarget {
  readonly registration: ServiceWorkerRegistration
}
declare class NotificationEvent extends Event {
  constructor(type: string, init: { readonly notification: Notification })
}
