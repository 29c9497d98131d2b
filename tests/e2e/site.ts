/** The platform with its web page, and browsers in which people use it. */
import { join } from 'node:path'
import { uuid7 } from '@parley/client'
import { startGateway } from '@parley/gateway'
import type { Environment } from '@parley/service-kit'
import type { BackingUrls } from '@parley/service-kit/testing'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { builtPage } from '../setup/built-page.ts'
import { type Person, startWorld, type World, type WorldOptions } from '../setup/world.ts'
import { launchChromium } from './chromium.ts'
import { logIn, message, openRoom } from './user.ts'

export interface Reader {
  /** Who said it. */
  readonly a: Person
  readonly room: string
  readonly page: Page
}

export interface Site extends AsyncDisposable {
  readonly world: World
  /** What browsers complained of since this was asked last: exceptions, refused content, failed requests. */
  complaints(): string[]
  /** The page as somebody sees it who was never here, in a browser that shares nothing with others. */
  visit(options?: BrowserContextOptions, url?: string): Promise<Page>
  /** Somebody's page, logged in. */
  pageOf(person: Person, options?: BrowserContextOptions): Promise<Page>
  /** Two people with a conversation. */
  pair(one: string, other: string): Promise<{ readonly a: Person; readonly b: Person; readonly room: string }>
  /** The second of two people who have a conversation in which the first has said this, with all of it read, and open at its end. */
  reader(names: readonly [string, string], said: readonly string[]): Promise<Reader>
  /** Somebody's messages in a room, through no page. */
  say(person: Person, room: string, texts: readonly string[]): Promise<void>
  /** They have read all of a room, on another device. */
  read(person: Person, room: string): Promise<void>
  closePages(): Promise<void>
  stopGateway(): Promise<void>
  /** On the port of before. */
  startGateway(): Promise<void>
}

/** Whoever was never here has no session to go on with; the page can only ask. */
const expected = /auth\/session\.refresh: .*status of 401/
/** A gateway that stops, or has stopped, takes no connection. */
const refused = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|response code: 503/

/** Generous for a machine that does much else, in milliseconds. */
const patience = 30_000

const desktop: BrowserContextOptions = {
  viewport: { width: 1200, height: 760 },
  locale: 'en-GB',
  timezoneId: 'Europe/Berlin',
  /** It asks past what tests put in the way of requests; a test of it lets it run. */
  serviceWorkers: 'block',
  /** No screenshot of a colour on its way to another. */
  reducedMotion: 'reduce',
}

export const startSite = async (
  backing: BackingUrls,
  env: Environment = {},
  more: Pick<WorldOptions, 'files'> = {},
): Promise<Site> => {
  await using scope = new AsyncDisposableStack()
  const page = { WEB_ROOT: await builtPage() }
  const world = scope.use(await startWorld(backing, { ...more, env: { ...page, COOKIE_SECURE: 'false', ...env } }))
  const browser = scope.use(await launchChromium())
  const heard: string[] = []
  let gateway = world.gateways[0]
  let wasStopped = false

  const hear = (complaint: string) => {
    if (expected.test(complaint) || (wasStopped && refused.test(complaint))) return
    heard.push(complaint)
  }

  const visit = async (options: BrowserContextOptions = {}, url = world.url): Promise<Page> => {
    const context = await browser.newContext({ ...desktop, ...options })
    context.setDefaultTimeout(patience)
    context.on('console', (said) => said.type() === 'error' && hear(`${said.location().url}: ${said.text()}`))
    context.on('weberror', (fault) => hear(String(fault.error().stack)))
    const opened = await context.newPage()
    await opened.goto(url)
    return opened
  }

  const pageOf: Site['pageOf'] = async (person, options) => {
    const opened = await visit(options)
    await logIn(opened, person)
    return opened
  }
  const pair: Site['pair'] = async (one, other) => {
    const [a, b] = await Promise.all([world.person(one), world.person(other)])
    const { room } = await world.post('room.create', { kind: 'direct', user: b.user }, a.token)
    return { a, b, room }
  }
  const say: Site['say'] = async ({ token }, room, texts) => {
    for (const text of texts) await world.post('message.send', { room, id: uuid7(), text }, token)
  }
  const read: Site['read'] = async ({ token }, room) => {
    const { head } = await world.post('room.get', { room }, token)
    await world.post('cursor.move', { room, seq: head }, token)
  }

  const running = scope.move()
  return {
    world,
    complaints: () => heard.splice(0),
    visit,
    pageOf,
    pair,
    say,
    read,
    reader: async (names, said) => {
      const { a, b, room } = await pair(...names)
      await say(a, room, said)
      await read(b, room)
      const opened = await pageOf(b)
      await openRoom(opened, a.name)
      await message(opened, said.at(-1) as string).waitFor()
      return { a, room, page: opened }
    },
    closePages: async () => {
      for (const context of browser.contexts()) await context.close()
    },
    stopGateway: async () => {
      wasStopped = true
      await gateway?.[Symbol.asyncDispose]()
    },
    startGateway: async () => {
      gateway = running.use(await startGateway({ ...world.env(), ...page, HTTP_PORT: new URL(world.url).port }))
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Kept for whoever wants to see what the tests saw: `SCREENSHOTS=true npm test -- e2e`. To paint each is a quarter of what the browser does. */
export const screenshot = async (page: Page, name: string): Promise<void> => {
  if (process.env.SCREENSHOTS !== 'true') return
  await page.screenshot({ path: join(import.meta.dirname, 'screenshots', `${name}.png`) })
}
