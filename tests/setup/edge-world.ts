/** Two gateways and a service behind them, for what is made of a request before anybody looks at what it wants. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BackingUrls } from '@parley/service-kit/testing'
import { keepLog } from './log-lines.ts'
import { type Spy, startSpy } from './spy.ts'
import { type Headers, readAnswer, tell, type UpgradeAnswer, upgradeRequest } from './upgrade.ts'
import { type Person, startWorld, type World } from './world.ts'

export interface EdgeWorld extends AsyncDisposable {
  readonly world: World
  readonly ann: Person
  /** A service at `/spy`, that keeps what reached it. */
  readonly spy: Spy
  /** Of all that was logged. */
  readonly lines: readonly string[]
  /** The gateway that has nobody in front. */
  readonly open: string
  /** The one behind a proxy on this machine. */
  readonly behind: string
  readonly authUrl: string
  readonly chatUrl: string
  handshake(url: string, headers?: Headers, path?: string): Promise<UpgradeAnswer>
}

/** Where browsers find the platform, as far as the gateway behind the proxy and auth know. */
export const publicUrl = 'https://chat.example.org:8443'

export const startEdgeWorld = async (backing: BackingUrls): Promise<EdgeWorld> => {
  await using scope = new AsyncDisposableStack()
  const { log, lines } = keepLog()
  const spy = scope.use(await startSpy())
  const page = await mkdtemp(join(tmpdir(), 'parley-page-'))
  scope.defer(() => rm(page, { recursive: true }))
  await writeFile(join(page, 'index.html'), '<!doctype html>')
  const env = { ALLOWED_ORIGINS: 'https://friend.example', PUBLIC_URL: publicUrl }
  const places = [{ PUBLIC_URL: '' }, { TRUSTED_PROXIES: 'loopback', ALLOWED_HOSTS: 'chat.internal' }]
  const world = scope.use(
    await startWorld(backing, {
      gateways: 2,
      env,
      gatewayEnv: (place) => ({ ...places[place], WEB_ROOT: page }),
      routes: { '/spy': spy.url },
      log,
    }),
  )
  const ann = await world.person('Ann')
  const [open, behind] = world.urls as [string, string]
  const protocols = `parley.v1.json, bearer.${ann.token}`
  const running = scope.move()
  return {
    world,
    ann,
    spy,
    lines,
    open,
    behind,
    authUrl: `http://127.0.0.1:${world.auth.port}`,
    chatUrl: `http://127.0.0.1:${world.chats[0]?.port}`,
    handshake: async (url, headers = {}, path = '/v1/socket') =>
      readAnswer(await tell(url, upgradeRequest(url, { path, protocols, headers }))),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
