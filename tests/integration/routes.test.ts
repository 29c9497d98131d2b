/** Every route over HTTP by everybody: what the processes say that they answer, against the rows that people decided. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { services } from '@parley/platform'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Asker, makeAskers } from '../setup/askers.ts'
import { atOnce } from '../setup/at-once.ts'
import { eventually } from '../setup/eventually.ts'
import { answersAllAlike, outcomeFor, type RouteRow, routeRows } from '../setup/route-rows.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
let page: string
let askers: readonly Asker[]
let link: string
/** By route. */
const uploads = new Map<string, string>()
const uploadsAt = new Map<string, string>()

beforeAll(async () => {
  page = await mkdtemp(join(tmpdir(), 'parley-page-'))
  await writeFile(join(page, 'index.html'), '<!doctype html>')
  world = await startWorld(inject('backing'), {
    files: true,
    env: { GUESTS: 'on', UPLOADS_PER_ACCOUNT: '10000' },
    gatewayEnv: () => ({ WEB_ROOT: page }),
  })
  askers = await makeAskers(world, async ({ name, token }) => {
    const { post } = await world.post('file.upload', {}, token).catch(() => ({ post: '/files/with/nobodys' }))
    uploadsAt.set(name, post)
  })
  const [ann, last] = [named('ann'), named('suspended guest')]
  const { file } = JSON.parse((await ask('POST /files', ann)).body)
  link = (await world.post('file.link', { files: [{ file }] }, ann.token)).links[0]?.whole ?? ''
  for (const route of Object.keys(routeRows).filter((name) => name.endsWith('/:upload')))
    uploads.set(route, (await ask('POST /files/tus', ann)).location?.split('/').at(-1) ?? '')
  await eventually('files knows who is restricted', async () => (await ask('POST /files', last)).status === 403)
})
afterAll(async () => {
  agent.destroy()
  await world[Symbol.asyncDispose]()
  await rm(page, { recursive: true })
})

const named = (wanted: string) => askers.find(({ name }) => name === wanted) as Asker

interface Answer {
  readonly status: number
  readonly body: string
  readonly location: string | undefined
}

const agent = new Agent({ keepAlive: true })

const send = (method: string, path: string, headers: Record<string, string>, body: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(`${world.url}${path}`, { method, headers, agent }, async (answer) => {
      const { statusCode: status = 0 } = answer
      const pieces = await answer.toArray()
      resolve({ status, body: Buffer.concat(pieces).toString(), location: answer.headers.location })
    })
    asked.once('upgrade', ({ statusCode: status = 0 }, socket) => {
      socket.destroy()
      resolve({ status, body: '', location: undefined })
    })
    asked.once('error', reject).end(body)
  })

const bodyOf = async ({ body }: RouteRow) => {
  const given = new Response(body?.())
  const type = given.headers.get('content-type')
  return { bytes: Buffer.from(await given.arrayBuffer()), ...(type?.startsWith('multipart/') && { type }) }
}

const whoIn = (
  { by }: Pick<RouteRow, 'by'>,
  { token, refresh }: Pick<Asker, 'token' | 'refresh'>,
): Record<string, string> => {
  if (by === 'subprotocol')
    return { 'sec-websocket-protocol': token ? `parley.v1.json, bearer.${token}` : 'parley.v1.json' }
  if (by === 'cookie') return refresh ? { cookie: `__Host-parley_refresh_${new URL(world.url).port}=${refresh}` } : {}
  return token ? { authorization: `Bearer ${token}` } : {}
}

const ask = async (route: string, { name, token, refresh }: Asker): Promise<Answer> => {
  const row = routeRows[route] as RouteRow
  const [method, path] = route.split(' ') as [string, string]
  const { bytes, type } = await bodyOf(row)
  const here = row.path?.({ link, upload: uploads.get(route) ?? '', uploadsAt: uploadsAt.get(name) ?? '' }) ?? path
  const headers = { ...(type && { 'content-type': type }), ...row.headers, ...whoIn(row, { token, refresh }) }
  return send(method, here, headers, bytes)
}

const outcomeOf = ({ status, body }: Answer): string => {
  if (!body.startsWith('{"error":')) return String(status)
  const { error } = JSON.parse(body) as { error: string | { name: string } }
  return `${status} ${typeof error === 'string' ? error : error.name}`
}

const served = () => [...world.gateways, ...[...world.services.values()].flat()].flatMap(({ routes }) => routes)

test('every route that a process answers has a row, and every row a route', () => {
  expect([...new Set(served())].toSorted()).toEqual(Object.keys(routeRows).toSorted())
})

test('gateways pass on what services answer, and nothing besides', () => {
  const ownPaths = ['/live', '/ready']
  for (const { service, paths } of services)
    for (const one of world.services.get(service.name) ?? []) {
      const answered = one.routes
        .map((route) => route.split(' ')[1] as string)
        .filter((path) => !ownPaths.includes(path))
      const lies = (path: string) => paths.filter((own) => path === own || path.startsWith(`${own}/`))
      expect(answered.filter((path) => lies(path).length !== 1)).toEqual([])
      expect(paths.filter((own) => !answered.some((path) => lies(path).includes(own)))).toEqual([])
    }
})

test('what is no route is answered by nobody, whoever asks', async () => {
  const paths = ['/metrics', '/auth', '/auth/account.get', '/auth/session.create/x', '/files/at', '/v1', '/notify']
  for (const path of paths)
    for (const name of ['anonymous', 'ann', 'owner', 'key for room:read'])
      for (const method of ['PUT', 'POST']) {
        const { status } = await send(method, path, whoIn({}, named(name)), Buffer.alloc(0))
        expect(status, `${method} ${path}`).toBe(404)
      }
})

/** A route that answers all alike looks at no token: of service keys one is enough there. */
const askersOf = (row: RouteRow): readonly Asker[] => {
  const [key] = askers.filter(({ name, scope }) => scope !== undefined && !(name in row.outcomes))
  const isAsked = (asker: Asker) => asker.scope === undefined || asker === key || asker.name in row.outcomes
  return answersAllAlike(row) || row.oneOfOtherKeys ? askers.filter(isAsked) : askers
}

const cellsOf = ([route, row]: readonly [string, RouteRow]) =>
  atOnce(askersOf(row), 4, async (asker) => {
    const found = outcomeOf(await ask(route, asker))
    return { who: `${route} by ${asker.name}`, expected: outcomeFor(row, asker), found }
  })

test('each is answered as its row says, to everybody', { timeout: 120_000 }, async () => {
  const last = Object.entries(routeRows).filter(([, { isLast }]) => isLast)
  const others = Object.entries(routeRows).filter(([, { isLast }]) => !isLast)
  const cells: Awaited<ReturnType<typeof cellsOf>> = []
  for (const row of [...others, ...last]) cells.push(...(await cellsOf(row)))
  expect(cells.filter(({ expected, found }) => found !== expected)).toEqual([])
  expect(cells.length).toBeGreaterThan(1_500)
})
