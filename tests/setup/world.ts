/** The whole platform for one test file: its own database and subjects on the shared servers, all parts in this process. */
import { randomUUID } from 'node:crypto'
import { auth } from '@parley/auth'
import { chat } from '@parley/chat'
import { startGateway } from '@parley/gateway'
import type { CommandName, Input, Output } from '@parley/protocol'
import { type Environment, type Log, type RunningService, startService } from '@parley/service-kit'
import { type BackingUrls, type TestEnvironment, testEnvironment } from '@parley/service-kit/testing'
import { generous } from '@parley/testcontainers/generous'
import { connectRaw, type Positions, type RawClient, type RawEncoding } from './raw-client.ts'

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
  /** More environment for all parts. */
  readonly env?: Environment
  /** More environment for one gateway, by its place. */
  readonly gatewayEnv?: (gateway: number) => Environment
  /** More routes to services, by path. */
  readonly routes?: Readonly<Record<string, string>>
  readonly log?: Log
}

/** What people do at gateways, wherever these run. */
export interface Gates {
  readonly urls: readonly string[]
  readonly url: string
  person(name?: string): Promise<Person>
  connect(person: Person, options?: { gateway?: number; have?: Positions; encoding?: RawEncoding }): Promise<RawClient>
  /** POST /v1/<command>; rejects with the error body. */
  post<C extends CommandName>(name: C, input: Input<C>, token?: string): Promise<Output<C>>
}

export interface World extends Gates, AsyncDisposable {
  readonly environment: TestEnvironment
  readonly gateways: RunningService[]
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
  const body = (await response.json()) as { error?: unknown }
  if (!response.ok) throw body.error
  return body as Output<C>
}

export const gatesAt = (urls: readonly string[]): Gates => {
  const url = urls[0] as string
  return {
    urls,
    url,
    person: async (name = 'Somebody') => {
      const username = `u${randomUUID().slice(0, 18)}`
      const { user, access, refresh } = await postTo(url, 'account.create', { username, password, name })
      return { user, name, username, token: access, refresh }
    },
    connect: ({ token }, { gateway = 0, ...options } = {}) => connectRaw(urls[gateway] as string, token, options),
    post: (name, input, token) => postTo(url, name, input, token),
  }
}

export const startWorld = async (
  backing: BackingUrls,
  { gateways = 1, chats = 1, env: more = {}, gatewayEnv, routes = {}, log }: WorldOptions = {},
): Promise<World> => {
  await using scope = new AsyncDisposableStack()
  const environment = scope.use(await testEnvironment(backing, [auth, chat]))
  const env = (service?: string) => ({ ...environment.env(service), ...generous, GATEWAY_KEY: gatewayKey, ...more })
  const options = log ? { log } : {}
  const authService = scope.use(await startService(auth, env('auth'), options))
  const chatServices = await repeat(chats, () => startService(chat, env('chat'), options))
  for (const service of chatServices) scope.use(service)
  const route = `http://127.0.0.1:${authService.port}`
  const all = Object.entries({ '/auth': route, '/.well-known': route, ...routes })
  const edge = { ...env(), HTTP_ROUTES: all.map(([path, target]) => `${path}=${target}`).join(',') }
  const gatewayServices = await repeat(gateways, (place) => startGateway({ ...edge, ...gatewayEnv?.(place) }, options))
  for (const service of gatewayServices) scope.use(service)
  const running = scope.move()
  return {
    ...gatesAt(gatewayServices.map(({ port }) => `http://127.0.0.1:${port}`)),
    environment,
    gateways: gatewayServices,
    chats: chatServices,
    auth: authService,
    env: (service) => (service ? env(service) : edge),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
