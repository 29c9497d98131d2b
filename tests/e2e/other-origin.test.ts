/** Pages of other origins, in a real browser, with the SDK. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { uuid7 } from '@parley/client'
import type { Browser, Locator, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Person, password, startWorld, type World } from '../setup/world.ts'
import { describeInBrowser, launchChromium } from './chromium.ts'
import { serveGame } from './game-page.ts'
import { screenshot } from './site.ts'

type Sdk = typeof import('@parley/client')

const buildSdk = async (): Promise<string> => {
  const entry = new URL('../../packages/client/src/index.ts', import.meta.url).pathname
  const lib = { entry, formats: ['es' as const], fileName: 'sdk' }
  const built = await build({ configFile: false, logLevel: 'silent', build: { lib, write: false, minify: false } })
  const [{ output } = { output: [] }] = Array.isArray(built) ? built : []
  const [chunk] = output
  if (chunk?.type !== 'chunk') throw new Error('the SDK could not be built')
  return chunk.code
}

const html = '<!doctype html><script type="module">import * as sdk from "/sdk.js"; globalThis.sdk = sdk</script>'

/** A page of somebody's own that holds the SDK. */
const servePage = async (scope: AsyncDisposableStack): Promise<number> => {
  const sdk = await buildSdk()
  const server = createServer(({ url }, response) => {
    const isScript = url === '/sdk.js'
    response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html' }).end(isScript ? sdk : html)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

describeInBrowser('in a page of another origin', () => {
  const scope = new AsyncDisposableStack()
  let world: World
  let browser: Browser
  /** The server under a name, as a site is one. */
  let url: string
  let origins: Record<'otherSite' | 'sameSite' | 'forbidden', string>
  /** Of the game of `examples/boats`. */
  let game: string

  beforeAll(async () => {
    const port = await servePage(scope)
    origins = {
      otherSite: `http://127.0.0.1:${port}`,
      sameSite: `http://localhost:${port}`,
      forbidden: `http://forbidden.localhost:${port}`,
    }
    game = await serveGame(scope)
    const allowed = `${origins.otherSite},${origins.sameSite},${game}`
    world = scope.use(
      await startWorld(inject('backing'), { env: { ALLOWED_ORIGINS: allowed, COOKIE_SECURE: 'false' } }),
    )
    url = world.url.replace('127.0.0.1', 'localhost')
    browser = scope.use(await launchChromium())
  }, 240_000)
  afterAll(() => scope.disposeAsync())

  const visit = async (origin: string): Promise<Page> => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(origin)
    await page.waitForFunction(() => 'sdk' in globalThis)
    return page
  }
  const stranger = () => ({ username: `u${randomUUID().slice(0, 18)}`, password, name: 'Ann' })

  test('somebody signs up, logs in, refreshes, chats and logs out, with tokens in the body and without a cookie', async () => {
    const bob = await world.person('Bob')
    await using listening = await world.connect(bob)
    const page = await visit(origins.otherSite)
    const chat = async ({ url, person, user }: { url: string; person: ReturnType<typeof stranger>; user: string }) => {
      const { logIn, Parley, Session, signUp } = (globalThis as unknown as { sdk: Sdk }).sdk
      const { username, password } = person
      await signUp({ url }, person)
      const kept: string[] = []
      const first = await logIn({ url, onRefresh: (refresh) => kept.push(refresh) }, { username, password })
      const tokens = [await first.token(), await first.token({ fresh: true })]
      const session = await Session.resume({ url }, kept.at(-1))
      const parley = new Parley({ url, token: session.token })
      await parley.ready
      const room = await parley.createDirect(user)
      await room.send('from another origin')
      await session.end()
      while (parley.state !== 'ended') await new Promise((resolve) => setTimeout(resolve, 20))
      const over = await Session.resume({ url }, kept.at(-1)).catch(({ name }) => name)
      return { isNew: tokens[0] !== tokens[1], isSame: first.id === session.id, over }
    }
    const found = await page.evaluate(chat, { url, person: stranger(), user: bob.user })
    expect(found).toEqual({ isNew: true, isSame: true, over: expect.stringMatching(/^(REFRESH|SESSION)_/) })
    await listening.until(() => listening.frames.find((frame) => JSON.stringify(frame).includes('from another origin')))
    expect(await page.context().cookies()).toEqual([])
    await page.context().close()
  })

  test('of the same site the session may be held by a cookie, through reloads', async () => {
    const page = await visit(origins.sameSite)
    const user = await page.evaluate(
      async ({ url, person }) => {
        const { signUp } = (globalThis as unknown as { sdk: Sdk }).sdk
        return (await signUp({ url, cookie: true }, person)).user
      },
      { url, person: stranger() },
    )
    expect((await page.context().cookies()).every(({ httpOnly }) => httpOnly)).toBe(true)
    await page.reload()
    await page.waitForFunction(() => 'sdk' in globalThis)
    const resumed = await page.evaluate(async (url) => {
      const { Session } = (globalThis as unknown as { sdk: Sdk }).sdk
      const session = await Session.resume({ url, cookie: true })
      const { user } = session
      await session.end()
      return [user, await Session.resume({ url, cookie: true }).catch(({ name }) => name)]
    }, url)
    expect(resumed).toEqual([user, 'REFRESH_INVALID'])
    await page.context().close()
  })

  /** What the developer reads who tries it. */
  const errorOf = (page: Page, url: string, cookie: boolean) =>
    page.evaluate(
      async ({ url, cookie }) => {
        const { logIn } = (globalThis as unknown as { sdk: Sdk }).sdk
        const input = { username: 'ann', password: 'a guess of somebody' }
        return logIn({ url, cookie }, input).then(
          () => ({ name: 'none', message: '' }),
          ({ name, message }: Error) => ({ name, message }),
        )
      },
      { url, cookie },
    )

  test('of another site a cookie is refused with what to do instead', async () => {
    const page = await visit(origins.otherSite)
    expect(await errorOf(page, url, true)).toEqual({
      name: 'COOKIE_NOT_KEPT',
      message: expect.stringMatching(/leave out `cookie`/),
    })
    expect(await errorOf(page, url, false)).toMatchObject({ name: 'LOGIN_FAILED' })
    await page.context().close()
  })

  test('that is not allowed the error names what may be missing, also where nobody is there', async () => {
    const page = await visit(origins.forbidden)
    for (const [at, cookie] of [
      [url, false],
      [url, true],
      ['http://localhost:9', false],
    ] as const) {
      const { name, message } = await errorOf(page, at, cookie)
      expect(name).toBe('UNAVAILABLE')
      expect(message).toContain(`${at} cannot be reached`)
      expect(message).toContain(`no page of ${origins.forbidden} ask`)
      expect(message).toContain('ALLOWED_ORIGINS')
    }
    await page.context().close()
  })

  test('that is not allowed a connection ends and says why, and one to nobody is tried on', async () => {
    const { token } = await world.person('Ann')
    const page = await visit(origins.forbidden)
    const ends = ({ url, token }: { url: string; token: string }) => {
      const { Parley } = (globalThis as unknown as { sdk: Sdk }).sdk
      const make = (url: string) => new Parley({ url, token: async () => token, random: () => 0.05, report: () => {} })
      const nobody = make('http://localhost:9')
      return make(url).ready.then(
        () => ({ name: 'none', message: '', nobody: nobody.state }),
        ({ name, message }: Error) => ({ name, message, nobody: nobody.state }),
      )
    }
    const { name, message, nobody } = await page.evaluate(ends, { url, token })
    expect(name).toBe('ORIGIN_FORBIDDEN')
    expect(message).toMatch(new RegExp(`ALLOWED_ORIGINS.*lacks ${origins.forbidden}`))
    expect(nobody).not.toBe('ended')
    await page.context().close()
  })

  const complaints: string[] = []
  const play = async ({ username }: Person, viewport = { width: 1000, height: 640 }): Promise<Page> => {
    const context = await browser.newContext({ viewport })
    context.on('console', (said) => said.type() === 'error' && complaints.push(said.text()))
    context.on('weberror', (fault) => complaints.push(String(fault.error().stack)))
    const page = await context.newPage()
    await page.goto(`${game}?server=${encodeURIComponent(world.url)}`)
    await page.getByLabel('User name').fill(username)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Play' }).click()
    await place(page, 'You row in the middle centre').waitFor()
    return page
  }
  const place = (page: Page, text: string): Locator => page.getByRole('status').getByText(text)
  const crew = (page: Page): Locator => page.locator('#crew')
  const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Say to the crew' })
  const pond = (page: Page): Locator => page.getByRole('img', { name: /^The pond/ })
  /** As many as a boat takes that is rowed to the next place. */
  const frames = (page: Page, count: number) =>
    page.evaluate(async (count) => {
      for (let drawn = 0; drawn < count; drawn++) await new Promise(requestAnimationFrame)
    }, count)
  const hasFocus = (what: Locator) => what.evaluate((one) => one === document.activeElement)

  test('one player invites another aboard, and they row and talk over the canvas, each key going to what has the focus', async () => {
    const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
    await world.post('contact.request', { user: bob.user, id: uuid7() }, ann.token)
    await world.post('contact.accept', { user: ann.user }, bob.token)
    const [one, other] = await Promise.all([play(ann), play(bob, { width: 390, height: 780 })])

    await one.getByText('In the middle centre', { exact: true }).waitFor()
    await one.getByRole('button', { name: 'Invite Bob' }).click()
    await other.getByText('Ann invites you aboard.').waitFor()
    await screenshot(other, 'boats-invited-phone')
    await other.getByRole('button', { name: 'Accept what Ann offers' }).click()
    for (const page of [one, other]) for (const name of ['Ann', 'Bob']) await crew(page).getByText(name).waitFor()

    await pond(one).press('Enter')
    expect(await hasFocus(field(one))).toBe(true)
    await one.keyboard.type('To the west!')
    await one.keyboard.down('ArrowLeft')
    await frames(one, 40)
    await one.keyboard.up('ArrowLeft')
    expect(await field(one).evaluate((input: HTMLInputElement) => input.selectionStart)).toBe('To the west'.length)
    expect(await field(one).inputValue()).toBe('To the west!')
    expect(await place(one, 'You row in the middle centre').isVisible()).toBe(true)
    await one.keyboard.press('Enter')
    await other.getByRole('log').getByText('Ann: To the west!').waitFor()
    await one.keyboard.press('Escape')
    expect(await hasFocus(pond(one))).toBe(true)
    await one.keyboard.down('ArrowLeft')
    await place(one, 'You row in the western centre').waitFor()
    await one.keyboard.up('ArrowLeft')
    await crew(other).getByText('In the western centre').waitFor()
    const { people } = await world.post('presence.list', { users: [ann.user] }, bob.token)
    expect(people[0]?.activity).toMatchObject({ game: 'Boats', details: 'In the western centre', party_size: '2' })
    await screenshot(one, 'boats')
    await screenshot(other, 'boats-phone')

    await other.getByRole('button', { name: 'Leave the crew' }).click()
    await one.getByRole('button', { name: 'Invite Bob' }).waitFor()
    expect(complaints).toEqual([])
  })
})
