/** How the page comes into a browser: of two builds at once, in part, and into a browser that cannot run it. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGateway } from '@parley/gateway'
import { languages, readCatalogue } from '@parley/web/testing'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { builtPage } from '../setup/built-page.ts'
import { describeOnPage } from './on-page.ts'
import { roundRobin } from './round-robin.ts'
import { screenshot } from './site.ts'
import { composer, logIn, openRoom } from './user.ts'

/** The same page as if it were of another build: assets of other names, by which they also name each other. */
const otherBuild = async (name: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'page-'))
  await cp(await builtPage(), folder, { recursive: true, filter: (path) => !/\.(?:br|gz)$/.test(path) })
  const assets = join(folder, 'assets')
  // They name each other.
  const own = (await readdir(assets)).filter((file) => /\.(?:js|css)$/.test(file))
  const renamed = (text: string) => own.reduce((all, file) => all.replaceAll(file, `${name}-${file}`), text)
  for (const file of own) {
    await writeFile(join(assets, `${name}-${file}`), renamed(await readFile(join(assets, file), 'utf8')))
    await rm(join(assets, file))
  }
  const html = join(folder, 'index.html')
  await writeFile(html, renamed(await readFile(html, 'utf8')))
  return folder
}

/** What browsers of some years ago have not, and what a script may well call. */
const recent = [
  'AbortSignal.any',
  'AbortSignal.timeout',
  'Array.fromAsync',
  'Array.prototype.findLast',
  'Array.prototype.toReversed',
  'Array.prototype.toSorted',
  'Array.prototype.toSpliced',
  'Intl.Segmenter',
  'Map.groupBy',
  'Object.groupBy',
  'Object.hasOwn',
  'Promise.try',
  'Promise.withResolvers',
  'String.prototype.toWellFormed',
  'URL.canParse',
  'URL.parse',
  'structuredClone',
]

const logInForm = (page: Page) => page.getByRole('form', { name: 'Log in' })

const alert = (page: Page) => page.getByRole('alert')

/** How often the page was loaded. */
const countLoads = (page: Page): { readonly loads: number } => {
  const count = { loads: 0 }
  page.on('request', (request) => {
    if (request.isNavigationRequest()) count.loads++
  })
  return count
}

/** Bytes that scripts and styles were on their way. */
const bytesOf = (page: Page): Promise<number> =>
  page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => /\.(?:js|css)$/.test(name))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  )

describeOnPage('while it comes', (site) => {
  const blank = () => site().visit({}, 'about:blank')

  /** What the browser says of missing parts is what the test is about. */
  /** The last of it: until pages are closed they may complain. */
  const expectOnly = async (pattern: RegExp) => {
    await site().closePages()
    for (const complaint of site().complaints()) expect(complaint).toMatch(pattern)
  }

  test('while two builds are served in turns it comes whole, each time', async () => {
    await using scope = new AsyncDisposableStack()
    const folder = await otherBuild('after')
    scope.defer(() => rm(folder, { recursive: true }))
    const other = scope.use(await startGateway({ ...site().world.env(), WEB_ROOT: folder }))
    const proxy = scope.use(await roundRobin([site().world.url, `http://127.0.0.1:${other.port}`]))
    const person = await site().world.person('Rolf')
    for (let time = 0; time < 6; time++) {
      const page = await site().visit({}, proxy.url)
      await logInForm(page).waitFor()
      if (time === 0) await logIn(page, person)
      await page.context().close()
      // Else a page of an even number of files would come from the same one each time.
      if (time % 2 === 1) await fetch(proxy.url)
    }
    expect(proxy.paths.some((path) => path.startsWith('/assets/after-'))).toBe(true)
    expect(proxy.paths.some((path) => path.startsWith('/assets/index-'))).toBe(true)
    await expectOnly(/\/assets\/|401/)
  })

  test('it takes 200 kB to the log-in, and 350 to a conversation', async () => {
    const { world } = site()
    const ada = await world.person('Ada')
    const bea = await world.person('Bea')
    await world.post('room.create', { kind: 'direct', user: bea.user }, ada.token)
    const page = await site().visit()
    await logInForm(page).waitFor()
    expect(await bytesOf(page)).toBeGreaterThan(100_000)
    expect(await bytesOf(page)).toBeLessThan(200_000)
    await logIn(page, ada)
    await openRoom(page, 'Bea')
    await composer(page).waitFor()
    expect(await bytesOf(page)).toBeLessThan(350_000)
  })

  test('after an upgrade it is the new one, also in a browser that has the old one', async () => {
    const folders = await Promise.all(['before', 'after'].map(otherBuild))
    const page = await blank()
    let port = '0'
    for (const folder of folders) {
      await using gateway = await startGateway({ ...site().world.env(), WEB_ROOT: folder, HTTP_PORT: port })
      port = String(gateway.port)
      await page.goto(`http://127.0.0.1:${port}`)
      await logInForm(page).waitFor()
    }
    const [script] = await page.locator('script[type=module]').all()
    expect(await script?.getAttribute('src')).toContain('/assets/after-')
    for (const folder of folders) await rm(folder, { recursive: true })
    await site().closePages()
    site().complaints()
  })

  test.each(['script', 'stylesheet'] as const)('a %s that does not come leads to one reload at most', async (kind) => {
    const page = await blank()
    const count = countLoads(page)
    await page.route(kind === 'script' ? /assets\/index.*\.js/ : /assets\/index.*\.css/, (route) =>
      route.fulfill({ status: 404, contentType: 'application/json', body: '{}' }),
    )
    await page.goto(site().world.url)
    if (kind === 'script') {
      await alert(page).getByText('Parley could not be loaded').waitFor()
      await screenshot(page, 'not-loaded')
      expect(count.loads).toBe(2)
      await page.unrouteAll()
      await page.getByRole('button', { name: 'Try again' }).click()
    }
    await logInForm(page).waitFor()
    expect(count.loads).toBeLessThanOrEqual(3)
    await expectOnly(/404|401/)
  })

  test('a server that answers with a page where a script should be is a script that does not come', async () => {
    const page = await blank()
    await page.route(/assets\/index.*\.js/, (route) => route.fulfill({ contentType: 'text/html', body: '<p>Hello' }))
    await page.goto(site().world.url)
    await alert(page).getByText('Parley could not be loaded').waitFor()
    await expectOnly(/MIME type|404|401/)
  })

  test('a script that ends before the page is there says why', async () => {
    const page = await blank()
    await page.route(/assets\/index.*\.js/, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("out of luck")' }),
    )
    await page.goto(site().world.url)
    await alert(page).getByText('What went wrong: Uncaught Error: out of luck').waitFor()
    await screenshot(page, 'not-started')
    await expectOnly(/out of luck/)
  })

  test('what a browser must have is told where it has it not, instead of an empty page', async () => {
    const boot = await readFile(join(await builtPage(), 'boot.js'), 'utf8')
    const [, list = ''] = /const needs = \[([^\]]*)\]/.exec(boot) ?? []
    const needs = [...list.matchAll(/'([^']+)'/g)].map(([, need]) => need as string)
    expect(needs.length).toBeGreaterThan(15)
    const page = await blank()
    await page.context().route(/assets/, (route) => route.abort()) // they come too late to matter
    for (const need of needs) {
      const without = await page.context().newPage()
      await without.addInitScript((path) => {
        const names = path.split('.')
        const last = names.pop() as string
        const owner = names.reduce<object>((value, name) => Reflect.get(value, name), globalThis)
        Object.defineProperty(owner, last, { value: undefined, configurable: true, writable: true })
      }, need)
      await without.goto(site().world.url)
      await alert(without).getByText(`What it lacks: ${need}.`).waitFor()
      if (need === 'Promise.withResolvers') await screenshot(without, 'browser-too-old')
      await without.close()
    }
    site().complaints()
  })

  test('whatever it calls of the last years is among that', async () => {
    const folder = join(await builtPage(), 'assets')
    const { files } = JSON.parse(await readFile(join(folder, '..', 'shell.json'), 'utf8')) as { files: string[] }
    const scripts = files.filter((path) => /^\/assets\/.*\.js$/.test(path))
    const built = (await Promise.all(scripts.map((path) => readFile(join(folder, '..', path), 'utf8')))).join('\n')
    const used = recent.filter((need) => built.includes(need.replace(/.*\.prototype(?=\.)/, '')))
    const boot = await readFile(join(folder, '..', 'boot.js'), 'utf8')
    expect(used.filter((need) => !boot.includes(`'${need}'`))).toEqual([])
  })

  test.each(Object.keys(languages))(
    'all that the first load says in %s comes with it, and all else with later parts',
    async (language) => {
      const folder = await builtPage()
      const read = (path: string) => readFile(join(folder, path), 'utf8')
      const { files } = JSON.parse(await read('shell.json')) as { files: string[] }
      const known = await readCatalogue(language)
      const idsIn = async (paths: readonly string[], pattern: RegExp): Promise<ReadonlySet<string>> => {
        const found = (await Promise.all(paths.map(read))).flatMap((text) => [...text.matchAll(pattern)])
        return new Set(found.map(([, id = '']) => id).filter((id) => Object.hasOwn(known, id)))
      }
      const saidIn = (name: RegExp) =>
        idsIn(
          files.filter((path) => /\.js$/.test(path) && name.test(path)),
          /\bid:["'`]([^"'`]{6})["'`]/g,
        )
      const without = (said: ReadonlySet<string>, ids: ReadonlySet<string>) => [...said].filter((id) => !ids.has(id))
      const [, first = ''] =
        new RegExp(`"catalogue-${language}" content="([^"]+)"`).exec(await read('index.html')) ?? []
      const all = files.filter((path) => path.startsWith(`/assets/${language}-`))
      const inCatalogues = (paths: readonly string[]) => idsIn(paths, /([^"\\]{6})\\?":/g)
      const saidFirst = await saidIn(/\/(?:index|start)-/)
      const saidLater = await saidIn(/\/parts-/)
      const saidElsewhere = await saidIn(/^(?!.*\/(?:index|start|parts)-)/)
      expect(Math.min(saidFirst.size, saidLater.size)).toBeGreaterThan(500)
      expect(without(saidFirst, await inCatalogues([first]))).toEqual([])
      expect(without(saidLater, await inCatalogues(all))).toEqual([])
      expect(without(saidElsewhere, saidFirst)).toEqual([])
    },
  )

  test('it speaks the language of the browser from the first that is seen, or the one that was chosen', async () => {
    const page = await site().visit({ locale: 'de-AT' }, 'about:blank')
    await page.route(/assets\/start/, (route) => route.abort())
    await page.goto(site().world.url)
    await page.getByText('Parley wird geöffnet…').waitFor()
    expect(await page.getByText('Opening Parley…').isVisible()).toBe(false)
    await page.unrouteAll()
    await page.goto(`${site().world.url}/?anew`)
    await page.getByRole('button', { name: 'Anmelden' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    await page.evaluate(() => localStorage.setItem('parley.language', 'en'))
    await page.reload()
    await logInForm(page).waitFor()
    await expectOnly(/ERR_FAILED|401/)
  })

  test('without JavaScript it says that it needs it', async () => {
    const page = await site().visit({ javaScriptEnabled: false })
    const notice = page.locator('noscript p').first() // what is looked for by its text is not looked for in there
    await notice.waitFor()
    expect(await notice.textContent()).toContain('Parley needs JavaScript')
    expect(await page.getByText('Opening Parley…').isVisible()).toBe(false)
    await screenshot(page, 'no-javascript')
  })

  test('where nothing comes but its first file, it says what one can do', async () => {
    const page = await blank()
    await page.route(/boot\.js|assets/, (route) => route.abort())
    await page.goto(site().world.url)
    await page.getByText('If nothing more appears').waitFor()
    await expectOnly(/ERR_FAILED|401/)
  })

  test('it opens where no server is reached, says so, and goes on with what was written when one is', async () => {
    const { a, b } = await site().pair('Ida', 'Jon')
    const page = await site().pageOf(b, { serviceWorkers: 'allow' })
    await openRoom(page, a.name)
    await composer(page).fill('half a')
    const isKept = () => page.evaluate(async () => (await caches.match('/shell.json')) !== undefined)
    await expect.poll(isKept).toBe(true)
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
    await page.context().setOffline(true)
    await page.reload()
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.context().setOffline(false)
    await composer(page).waitFor()
    expect(await composer(page).inputValue()).toBe('half a')
    await expectOnly(/ERR_INTERNET_DISCONNECTED|401/)
  })

  test('a fault in one part of it leaves the others, says why, and can be tried again', async () => {
    const { a, b, room } = await site().pair('Tom', 'Uma')
    await site().say(a, room, ['all is well'])
    const page = await site().pageOf(b)
    await page.getByRole('link', { name: /Tom/ }).waitFor()
    await page.evaluate(() => {
      const times = Intl.DateTimeFormat.prototype
      const format = Object.getOwnPropertyDescriptor(times, 'format') as PropertyDescriptor
      const fail = () => {
        throw new Error('telling the time has failed')
      }
      Object.defineProperty(times, 'format', { ...format, get: fail })
      Object.assign(globalThis, { mend: () => Object.defineProperty(times, 'format', format) })
    })
    await site().world.post('room.create', { kind: 'group', name: 'Trio', members: [b.user] }, a.token)
    const failed = page.locator('.failed-pane')
    await failed.getByText('The list of conversations cannot be shown.').waitFor()
    await failed.getByText('telling the time has failed').waitFor()
    await page.getByText('Choose a conversation').waitFor()
    await screenshot(page, 'failed-pane')
    await page.evaluate(() => (globalThis as unknown as { mend(): void }).mend())
    await failed.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: /Trio/ }).waitFor()
    await expectOnly(/telling the time has failed/)
  })

  test('what nobody has caught is told once, in words, and can be put away', async () => {
    const page = await site().pageOf(await site().world.person('Vera'))
    await page.evaluate(() => {
      for (let time = 0; time < 100; time++) void Promise.reject(new Error('lost in thought'))
      setTimeout(() => {
        throw new Error('lost as well')
      })
    })
    const notice = alert(page).filter({ hasText: 'Something went wrong on this page' })
    await notice.getByText('lost as well').waitFor()
    const told = await notice.getByRole('listitem').allInnerTexts()
    expect(told.toSorted()).toEqual(['lost as well', 'lost in thought'])
    await screenshot(page, 'fault-notice')
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await notice.waitFor({ state: 'detached' })
    await expectOnly(/lost/)
  })
})
