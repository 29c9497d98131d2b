/** The whole platform for one test file: its own database and subjects on the shared servers, all parts in this process. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGateway } from '@parley/gateway'
import { services } from '@parley/platform'
import { type CommandName, type ErrorBody, type Input, type Output, streamOwners } from '@parley/protocol'
import { type AnyService, type Environment, type Log, type RunningService, startService } from '@parley/service-kit'
import { type BackingUrls, Limit, type TestEnvironment, testEnvironment } from '@parley/service-kit/testing'
import { generous } from '@parley/testcontainers/generous'
import { checked } from './checked.ts'
import { connectRaw, type Positions, type RawClient, type RawEncoding } from './raw-client.ts'
import { refused } from './refused.ts'

export interface Person {
  readonly user: string
  readonly name: string
  readonly username: string
  readonly token: string
  readonly refresh: string
}

export interface WorldOptions {
  readonly gateways?: number
  readonly chats?: number
  /** With the service of files, which few tests want; else nobody is there to keep any. */
  readonly files?: true
  /** More environment for all parts. */
  readonly env?: Environment
  /** More environment for one gateway, by its place. */
  readonly gatewayEnv?: (gateway: number) => Environment
  /** More routes to services, by path. */
  readonly routes?: Readonly<Record<string, string>>
  readonly log?: Log
  /** More services whose streams clients follow; the test starts them. */
  readonly others?: readonly AnyService[]
}

/** What people do at gateways, wherever these run. */
export interface Gates {
  readonly urls: readonly string[]
  readonly url: string
  person(name?: string): Promise<Person>
  connect(
    person: Person,
    options?: { gateway?: number; have?: Positions; encoding?: RawEncoding; opened?: true },
  ): Promise<RawClient>
  /** POST /v1/<command>; rejects with the error body. */
  post<C extends CommandName>(name: C, input: Input<C>, token?: string): Promise<Output<C>>
}

export interface World extends Gates, AsyncDisposable {
  readonly environment: TestEnvironment
  readonly gateways: RunningService[]
  /** Of every service, by its name: so many of chat as were asked for, and one of each other. */
  readonly services: ReadonlyMap<string, readonly RunningService[]>
  readonly chats: RunningService[]
  readonly auth: RunningService
  env(service?: string): Environment
}

export const password = 'correct horse battery'

/** By which services know the gateways of a test. */
export const gatewayKey = 'a-key-of-gateways-and-services'

const repeat = <T>(count: number, make: (place: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, place) => make(place)))

export const postTo = async <C extends CommandName>(
  url: string,
  name: C,
  input: Input<C>,
  token?: string,
  signal?: AbortSignal,
): Promise<Output<C>> => {
  const response = await fetch(`${url}/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(input),
    ...(signal ? { signal } : {}),
  })
  const body = (await response.json()) as { error?: ErrorBody }
  if (body.error) throw refused(body.error, name)
  return checked(name, body)
}

/** Each takes a hash: more at once wait for each other, and the last of them for longer than a gateway waits for an answer. */
const signUps = new Limit(4, 60_000)

export const gatesAt = (urls: readonly string[]): Gates => {
  const url = urls[0] as string
  return {
    urls,
    url,
    person: async (name = 'Somebody') => {
      using _ = await signUps.enter()
      const username = `u${randomUUID().slice(0, 18)}`
      const { user, access, refresh } = await postTo(url, 'account.create', { username, password, name })
      return { user, name, username, token: access, refresh }
    },
    connect: ({ token }, { gateway = 0, ...options } = {}) => connectRaw(urls[gateway] as string, token, options),
    post: (name, input, token) => postTo(url, name, input, token),
  }
}

const ownFolder = async (scope: AsyncDisposableStack): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-files-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export const startWorld = async (
  backing: BackingUrls,
  { gateways = 1, chats = 1, files, env: more = {}, gatewayEnv, routes = {}, log, others = [] }: WorldOptions = {},
): Promise<World> => {
  await using scope = new AsyncDisposableStack()
  const environment = scope.use(await testEnvironment(backing, [...services.map(({ service }) => service), ...others]))
  const folder = files ? { FILES_FOLDER: await ownFolder(scope) } : {}
  const env = (service?: string) => ({
    ...environment.env(service),
    ...generous,
    GATEWAY_KEY: gatewayKey,
    ...folder,
    ...more,
  })
  const options = log ? { log } : {}
  const running = new Map<string, RunningService[]>()
  const paths = new Map<string, string>()
  for (const { service, paths: own } of services) {
    if (service.name === 'files' && !files) continue
    const copies = service.name === 'chat' ? chats : 1
    const started = await repeat(copies, () => startService(service, env(service.name), options))
    for (const one of started) scope.use(one)
    running.set(service.name, started)
    for (const path of own) paths.set(path, `http://127.0.0.1:${started[0]?.port}`)
  }
  for (const [path, target] of Object.entries(routes)) paths.set(path, target)
  const edge = { ...env(), HTTP_ROUTES: [...paths].map(([path, target]) => `${path}=${target}`).join(',') }
  const owners = [...streamOwners, ...others.map(({ name }) => name)]
  const gatewayServices = await repeat(gateways, (place) =>
    startGateway({ ...edge, ...gatewayEnv?.(place) }, { ...options, owners }),
  )
  for (const service of gatewayServices) scope.use(service)
  const all = scope.move()
  return {
    ...gatesAt(gatewayServices.map(({ port }) => `http://127.0.0.1:${port}`)),
    environment,
    gateways: gatewayServices,
    services: running,
    chats: running.get('chat') ?? [],
    auth: running.get('auth')?.[0] as RunningService,
    env: (service) => (service ? env(service) : edge),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
