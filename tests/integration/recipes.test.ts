/** The settings that `docs/proxies.md` gives people, word for word, on the real servers. Which are not to be had, it says. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logIn, Parley } from '@parley/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { ask, type BrowserAt, fetchAt, openSocketAt } from '../setup/browser-at.ts'
import { eventually } from '../setup/eventually.ts'
import { type Fronts, startFronts, startVite } from '../setup/fronts.ts'
import { keepLog } from '../setup/log-lines.ts'
import { type Ingress, ingressRecipe, recipeNames } from '../setup/recipes.ts'
import { said, until } from '../setup/sdk.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

/** Of the recipes: where browsers find the page. */
const publicUrl = 'https://chat.example.org'
const viteUrl = 'http://localhost:5173'

/** What stands beside the recipes that the gateway is to be told. */
const places = {
  proxies: { TRUSTED_PROXIES: 'loopback', PUBLIC_URL: publicUrl },
  vite: { TRUSTED_PROXIES: 'loopback' },
  'vite-text': { ALLOWED_ORIGINS: viteUrl },
  'vite with changeOrigin': { TRUSTED_PROXIES: 'loopback', ALLOWED_ORIGINS: viteUrl },
  'vite-text without ALLOWED_ORIGINS': {},
} as const
type Place = keyof typeof places
const vites = Object.keys(places).filter((place) => place !== 'proxies') as Place[]

const { log, lines } = keepLog()
const scope = new AsyncDisposableStack()
let world: World
let ann: Person
let bob: Person
let fronts: Fronts

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-recipes-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const page = join(folder, 'page')
  await mkdir(page)
  await writeFile(join(page, 'index.html'), '<!doctype html><title>Parley</title>')
  const settings = Object.values(places)
  world = scope.use(
    await startWorld(inject('backing'), {
      gateways: settings.length,
      env: { ALLOWED_ORIGINS: viteUrl, PUBLIC_URL: publicUrl },
      gatewayEnv: (place) => ({ PUBLIC_URL: '', ALLOWED_ORIGINS: '', WEB_ROOT: page, ...settings[place] }),
      log,
    }),
  )
  const targetOf = (place: Place) => new URL(world.urls[Object.keys(places).indexOf(place)] as string).host
  const startOne = async (place: Place): Promise<[string, number]> => {
    const [name = ''] = place.split(' ')
    const changes = place.endsWith('changeOrigin') ? { 'xfwd: true': 'xfwd: true, changeOrigin: true' } : {}
    return [place, await startVite(name, changes as Record<string, string>, targetOf(place), folder, scope)]
  }
  const [others, ...rest] = await Promise.all([
    startFronts(targetOf('proxies'), new URL(publicUrl).host, folder, scope),
    ...vites.map(startOne),
  ])
  fronts = new Map<string, number | Error>([...others, ...rest])
  ;[ann, bob] = (await Promise.all(['Ann', 'Bob'].map((name) => world.person(name)))) as [Person, Person]
}, 240_000)
afterAll(() => scope.disposeAsync())

const browserAddress = '127.0.0.5'
const ownAddress = '127.0.0.1'

const browserOf = (front: string, headers: Readonly<Record<string, string>> = {}): BrowserAt => ({
  origin: front.startsWith('vite') ? viteUrl : publicUrl,
  port: fronts.get(front) as number,
  address: browserAddress,
  headers,
})

/** The addresses in lines of the log that say this. */
const addressesSince = (from: number, text: string): unknown[] =>
  lines
    .slice(from)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === text)
    .map(({ address }) => address)

/** Some have read their settings a moment after they listen. */
const untilServed = (browser: BrowserAt) =>
  eventually('the page', async () => {
    const answer = await ask(browser, '/').catch(() => undefined)
    return answer?.status === 200 && answer.body.includes('<title>Parley</title>') ? answer : undefined
  })

/** Logs in by both ways, and chats. Resolves to the addresses under which that is known. */
const useFrom = async (browser: BrowserAt): Promise<unknown[]> => {
  const from = lines.length
  const input = { username: ann.username, password }
  const session = await logIn({ url: browser.origin, fetch: fetchAt(browser) }, input)
  const kept = await ask(browser, '/auth/session.create', JSON.stringify(input))
  expect(kept.status, kept.body).toBe(200)
  expect(kept.headers['set-cookie']?.[0]).toMatch(/^__Host-parley_refresh/)
  const { token } = session
  const openSocket = openSocketAt(browser)
  await using parley = new Parley({ url: browser.origin, token, openSocket, fetch: fetchAt(browser) })
  await parley.ready
  const room = await parley.createDirect(bob.user)
  await room.send(`from ${browser.port}`)
  await until(parley, () => said(room).includes(`from ${browser.port}`))
  // Their processes may write a moment later than they answer.
  return await eventually('the lines of both log-ins and of the connection', () => {
    const known = [...addressesSince(from, 'somebody logged in'), ...addressesSince(from, 'connection opened')]
    return known.length >= 3 ? known : undefined
  })
}

const forged = { 'X-Forwarded-For': '198.51.100.1', 'X-Real-IP': '198.51.100.2', Forwarded: 'for=198.51.100.3' }

test.for([
  ['nginx', browserAddress],
  ['caddy', browserAddress],
  ['haproxy', browserAddress],
  ['traefik', browserAddress],
  ['ingress', browserAddress],
  ['vite', browserAddress],
  ['vite-text', ownAddress],
  ['vite with changeOrigin', browserAddress],
] as const)(
  'with the recipe %s the page comes, and whoever logs in and chats there is known as %s, whatever they say',
  async ([front, address], { skip }) => {
    const found = fronts.get(front)
    if (found instanceof Error) return skip(found.message)
    await untilServed(browserOf(front))
    for (const headers of [{}, forged]) expect(await useFrom(browserOf(front, headers))).toEqual(Array(3).fill(address))
  },
)

test('a proxy that asks in the name of its target needs ALLOWED_ORIGINS, and the log says so', async () => {
  const browser = browserOf('vite-text without ALLOWED_ORIGINS')
  const answer = await ask(browser, '/v1/session.create', JSON.stringify({ username: ann.username, password }))
  expect(answer.status).toBe(403)
  expect(JSON.parse(answer.body)).toMatchObject({ error: { name: 'ORIGIN_FORBIDDEN', origin: viteUrl } })
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(told.find(({ origin, level }) => origin === viteUrl && level === 40)?.msg).toContain('ALLOWED_ORIGINS')
})

test('every recipe of the page is tried', () => {
  expect(recipeNames.toSorted()).toEqual(['caddy', 'haproxy', 'ingress', 'nginx', 'traefik', 'vite', 'vite-text'])
})

test('the ingress of the page is that of the manifests', async () => {
  const read = async (path: string) =>
    parse(await readFile(new URL(`../../deploy/k8s/${path}`, import.meta.url), 'utf8')) as Ingress
  const { metadata, spec } = ingressRecipe()
  const [base, own] = [await read('base/gateway/ingress.yaml'), await read('overlays/production/ingress.yaml')]
  expect(base.metadata.annotations).toMatchObject(metadata.annotations)
  expect(own.spec).toEqual(spec)
})
