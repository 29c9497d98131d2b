/** The elements of @parley/ui in pages of a site of somebody else, with a strict policy: those of `examples/embed`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { uuid7 } from '@parley/client'
import { buildElements } from '@parley/ui/build'
import { serveSite } from 'embed/site'
import type { Browser, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { type Person, startWorld, type World } from '../setup/world.ts'
import { describeInBrowser, launchChromium } from './chromium.ts'
import { screenshot } from './site.ts'
import { composer, message, send } from './user.ts'

/** What a page has heard of, and what listens and waits in it. */
interface Noted {
  violations: string[]
  errors: { code: number; name: string; text: string }[]
  keys: string[]
  left: number
  /** By kind: of the window and the document. */
  listeners: Record<string, number>
  intervals: number
}

declare global {
  var noted: Noted
}

/** Before all scripts of a page. */
const takeNotes = () => {
  const noted: Noted = { violations: [], errors: [], keys: [], left: 0, listeners: {}, intervals: 0 }
  globalThis.noted = noted
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    noted.violations.push(`${violatedDirective} ${blockedURI}`)
  })
  for (const kind of ['keydown', 'keyup', 'wheel', 'pointerdown'])
    addEventListener(kind, (event) => noted.keys.push((event as KeyboardEvent).key ?? kind))
  const count = (target: EventTarget) => {
    const { addEventListener: add, removeEventListener: remove } = target
    const known = new Map<string, Set<unknown>>()
    /** Of the elements: the driver of the browser listens, too. */
    const note = (kind: string, change: 'add' | 'delete', listener: unknown) => {
      if (change === 'add' && !new Error().stack?.includes('/ui/')) return
      const of = known.get(kind) ?? new Set()
      known.set(kind, of)
      of[change](listener)
      noted.listeners[kind] = of.size
    }
    target.addEventListener = (kind: string, listener: EventListener, options?: AddEventListenerOptions) => {
      note(kind, 'add', listener)
      if (typeof options === 'object') options.signal?.addEventListener('abort', () => note(kind, 'delete', listener))
      add.call(target, kind, listener, options)
    }
    target.removeEventListener = (kind: string, listener: EventListener, options?: EventListenerOptions) => {
      note(kind, 'delete', listener)
      remove.call(target, kind, listener, options)
    }
  }
  count(window)
  count(document)
  const { setInterval: begin, clearInterval: end } = window
  const running = new Set<unknown>()
  const tell = () => {
    noted.intervals = running.size
  }
  Object.assign(window, {
    setInterval: (...args: Parameters<typeof begin>) => {
      const id = begin(...args)
      running.add(id)
      tell()
      return id
    },
    clearInterval: (id: number) => {
      running.delete(id)
      tell()
      end(id)
    },
  })
}

describeInBrowser('in a page of somebody else', () => {
  const scope = new AsyncDisposableStack()
  const complaints: string[] = []
  let world: World
  let browser: Browser
  let site: string
  /** Whoever is logged in on the site. */
  let ann: Person
  let bob: Person
  let room: string

  beforeAll(async () => {
    const elements = await mkdtemp(join(tmpdir(), 'elements-'))
    scope.defer(() => rm(elements, { recursive: true }))
    await buildElements(elements)
    site = await serveSite(scope, { elements, parley: () => world.url, token: async () => ann.token })
    world = scope.use(await startWorld(inject('backing'), { files: true, env: { ALLOWED_ORIGINS: site } }))
    browser = scope.use(await launchChromium())
    ;[ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
    room = (await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)).room
    await say(bob, 'Good morning **Ann** &amp; all')
  }, 240_000)
  afterAll(() => scope.disposeAsync())
  afterEach(async () => {
    const pages = browser.contexts().flatMap((context) => context.pages())
    const noted = await Promise.all(pages.map((page) => page.evaluate(() => globalThis.noted.violations)))
    for (const context of browser.contexts()) await context.close()
    expect(noted.flat()).toEqual([])
    expect(complaints.splice(0)).toEqual([])
  })

  const say = ({ token }: Person, text: string, at = room) =>
    world.post('message.send', { room: at, id: uuid7(), text }, token)

  const visit = async (path: string, viewport = { width: 1200, height: 760 }): Promise<Page> => {
    const context = await browser.newContext({ viewport, locale: 'en-GB', reducedMotion: 'reduce' })
    context.setDefaultTimeout(30_000)
    context.on('console', (said) => said.type() === 'error' && complaints.push(said.text()))
    context.on('weberror', (fault) => complaints.push(String(fault.error().stack)))
    const page = await context.newPage()
    await page.addInitScript(takeNotes)
    await page.goto(`${site}/${path}`)
    return page
  }
  const noted = (page: Page): Promise<Noted> => page.evaluate(() => globalThis.noted)
  const chat = (page: Page): Locator => page.locator('parley-room, parley-chat').first()
  const hasFocus = (what: Locator) =>
    what.evaluate((one) => one === (one.getRootNode() as Document | ShadowRoot).activeElement)
  test('a room shows what was said, and says what is written, in the colours of the site', async () => {
    const page = await visit(`room.html?room=${room}`)
    await using listening = await world.connect(bob)
    await message(page, 'Good morning Ann & all').waitFor()
    await send(page, 'Good morning from the shop')
    await message(page, 'Good morning from the shop').waitFor()
    await listening.until(() => listening.frames.find((frame) => JSON.stringify(frame).includes('from the shop')))
    await say(bob, 'Where are the teapots?')
    await message(page, 'Where are the teapots?').waitFor()
    await screenshot(page, 'embed-room')
    expect(await page.getByRole('link', { name: 'Back to the conversations' }).count()).toBe(0)
    const colours = await chat(page).evaluate((element) => {
      const link = element.shadowRoot?.querySelector('.page') as HTMLElement
      const { backgroundColor, fontStyle, fontSize } = getComputedStyle(link)
      return {
        accent: getComputedStyle(link).getPropertyValue('--accent').trim(),
        backgroundColor,
        fontStyle,
        fontSize,
      }
    })
    expect(colours).toMatchObject({ accent: '#6a2f8e', fontStyle: 'normal', fontSize: '16px' })
    const ground = () =>
      chat(page).evaluate((element) => {
        const shown = element.shadowRoot?.querySelector('main') as HTMLElement
        return getComputedStyle(shown).backgroundColor
      })
    const light = await ground()
    await chat(page).evaluate((element) => element.setAttribute('scheme', 'dark'))
    await expect.poll(ground).not.toBe(light)
  })
  test('a picture goes up from the other origin, is shown, and is looked at over the page', async () => {
    const page = await visit(`room.html?room=${room}`)
    await composer(page).waitFor()
    const buffer = await sharp({ create: { width: 640, height: 360, channels: 3, background: '#2a5d9f' } })
      .jpeg()
      .toBuffer()
    await page.getByLabel('Files to attach').setInputFiles([{ name: 'teapot.jpg', mimeType: 'image/jpeg', buffer }])
    await composer(page).fill('The blue one')
    await expect.poll(() => page.getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true)
    await composer(page).press('Enter')
    const picture = message(page, 'The blue one').locator('img')
    await expect.poll(() => picture.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBeGreaterThan(0)
    await message(page, 'The blue one')
      .getByRole('button', { name: /^Open picture/ })
      .click()
    const gallery = page.getByRole('dialog', { name: 'Pictures' })
    await expect.poll(() => gallery.locator('img').evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(640)
    await page.keyboard.press('Escape')
    await gallery.waitFor({ state: 'detached' })
    expect((await noted(page)).left).toBe(0)
  })

  test('keys go to what has the focus: none of the chat come to the game, none of the game to the chat', async () => {
    const page = await visit(`game.html?room=${room}`)
    await composer(page).waitFor()
    const canvas = page.locator('body > canvas')
    const left = () =>
      chat(page).evaluate((element) =>
        element.addEventListener('parley-leave', () => {
          globalThis.noted.left++
        }),
      )
    await left()
    expect(await hasFocus(canvas)).toBe(true)
    await page.keyboard.type('wasd')
    expect(await composer(page).inputValue()).toBe('')
    await page.keyboard.press('Enter')
    await expect.poll(() => hasFocus(composer(page))).toBe(true)
    const before = (await noted(page)).keys.length
    await page.keyboard.type('Left or right?')
    await page.keyboard.press('ArrowLeft')
    await page.mouse.move(1_000, 600)
    await page.mouse.wheel(0, 40)
    await message(page, 'Where are the teapots?').click()
    await composer(page).click()
    expect(await composer(page).inputValue()).toBe('Left or right?')
    await page.keyboard.press('Enter')
    await message(page, 'Left or right?').waitFor()
    await screenshot(page, 'embed-game')
    await composer(page).fill('@Bo')
    await page.keyboard.press('Escape')
    await expect.poll(() => hasFocus(canvas)).toBe(true)
    expect((await noted(page)).left).toBe(1)
    expect((await noted(page)).keys.slice(before)).toEqual([])
    expect(await composer(page).inputValue()).toBe('@Bo')
    await page.keyboard.press('ArrowRight')
    expect((await noted(page)).keys.slice(before)).toEqual(['ArrowRight', 'ArrowRight'])
  })

  test('two elements of one account share a connection, each goes its own way, and what is removed leaves nothing', async () => {
    const group = await world.post('room.create', { kind: 'group', name: 'Tea', members: [bob.user] }, ann.token)
    await say(bob, 'Earl Grey', group.room)
    const page = await visit(`room.html?room=${room}`)
    const sockets: string[] = []
    await composer(page).waitFor()
    page.on('websocket', (socket) => sockets.push(socket.url()))
    await page.evaluate((room) => {
      const [one] = document.getElementsByTagName('parley-room')
      const { server, token } = one as unknown as { server: string; token: unknown }
      const other = Object.assign(document.createElement('parley-room'), { server, token, room })
      one?.after(other)
    }, group.room)
    const other = page.locator('parley-room').nth(1)
    await other.getByText('Earl Grey').waitFor()
    expect(sockets).toEqual([])
    await other.getByRole('button', { name: 'Search in this conversation' }).click()
    await other.getByRole('complementary', { name: 'Search' }).waitFor()
    expect(await page.getByRole('complementary').count()).toBe(1)
    expect(new URL(page.url()).hash).toBe('')
    await chat(page).evaluate((element, room) => element.setAttribute('room', room), group.room)
    await chat(page).getByText('Earl Grey').waitFor()
    const ended = page.evaluate(async () => {
      const closed = WebSocket.prototype.close
      const closing = new Promise<void>((resolve) => {
        WebSocket.prototype.close = function (...args) {
          resolve()
          closed.apply(this, args)
        }
      })
      const [one, other] = document.getElementsByTagName('parley-room')
      one?.remove()
      other?.remove()
      await closing
      return [one, other].map((element) => element?.shadowRoot?.childElementCount)
    })
    expect(await ended).toEqual([0, 0])
    await expect
      .poll(async () => {
        const { listeners, intervals } = await noted(page)
        const kept = Object.fromEntries(Object.entries(listeners).filter(([, count]) => count > 0))
        return { kept, intervals }
      })
      // The one that React gives a document, once.
      .toEqual({ kept: { selectionchange: 1 }, intervals: 0 })
  })

  const hear = (page: Page) =>
    page.evaluate(() =>
      document.querySelector('parley-room')?.addEventListener('parley-error', ({ detail }) => {
        globalThis.noted.errors.push(detail)
      }),
    )

  test('a token that is refused, a room that is not there, and a server that is away are told in words and by number', async () => {
    const page = await visit(`room.html?room=${room}`)
    await composer(page).waitFor()
    await hear(page)
    const names = async () => (await noted(page)).errors.map(({ name }) => name)
    await chat(page).evaluate((element) => element.setAttribute('room', '0199d2b7-31aa-4e0b-8a55-6d0c55d1e9a4'))
    await chat(page).getByText('It does not exist, or you are not in it.').waitFor()
    await expect.poll(names).toEqual(['ROOM_NOT_FOUND'])
    await chat(page).evaluate((element) => Object.assign(element, { token: async () => 'a.b.c' }))
    await chat(page).getByRole('alert').getByText('The session has ended.').waitFor()
    await screenshot(page, 'embed-refused')
    await expect.poll(async () => (await names()).at(-1)).toBe('TOKEN_INVALID')
    const { errors } = await noted(page)
    expect(errors.at(-1)).toMatchObject({ code: expect.any(Number), text: expect.stringContaining('token') })
    await chat(page).getByRole('button', { name: 'Try again' }).waitFor()
    await page.context().setOffline(true)
    await chat(page).evaluate((element) => Object.assign(element, { token: async () => 'd.e.f' }))
    await chat(page).getByText('Offline').waitFor()
    await expect.poll(async () => (await names()).at(-1)).toBe('UNAVAILABLE')
    expect((await noted(page)).violations).toEqual([])
    await page.context().close()
    complaints.splice(0)
  })

  test('in 320 px of a wide window it is as on a phone, and runs from the right where the page does', async () => {
    const page = await visit(`game.html?room=${room}`)
    await composer(page).waitFor()
    const width = () =>
      chat(page).evaluate((element) => {
        const shown = element.shadowRoot?.querySelector('.page') as HTMLElement
        return [shown.clientWidth, shown.scrollWidth]
      })
    expect(await width()).toEqual([320, 320])
    await chat(page).getByRole('button', { name: 'Search in this conversation' }).click()
    await chat(page).getByRole('complementary', { name: 'Search' }).waitFor()
    expect(await composer(page).isVisible()).toBe(false)
    await page.keyboard.press('Escape')
    await composer(page).waitFor()
    expect(await chat(page).getByRole('complementary').count()).toBe(0)
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl'
      const element = document.querySelector('parley-room') as HTMLElement
      const { parentElement } = element
      const again = element.cloneNode() as HTMLElement
      Object.assign(again, { token: (element as unknown as { token: unknown }).token })
      element.remove()
      parentElement?.append(again)
    })
    await composer(page).waitFor()
    const direction = await chat(page).evaluate((element) => {
      const shown = element.shadowRoot?.querySelector('.page') as HTMLElement
      return getComputedStyle(shown).direction
    })
    expect([direction, ...(await width())]).toEqual(['rtl', 320, 320])
    await screenshot(page, 'embed-narrow-rtl')
  })

  test('the whole client lists conversations, opens them within itself, and speaks the language of the page', async () => {
    const page = await visit('client.html')
    await page.getByRole('link', { name: /^Bob/ }).click()
    await send(page, 'From the whole client')
    await message(page, 'From the whole client').waitFor()
    expect(new URL(page.url()).hash).toBe('')
    expect(await page.title()).toBe('All conversations')
    expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, ''])
    await screenshot(page, 'embed-client')
  })
})
