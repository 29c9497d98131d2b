/** What an operator does who has lost the database and has an older copy of it: docs/operations.md tells the steps. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, promisify } from 'node:util'
import { ownerOf } from '@parley/protocol'
import { programOf } from '@parley/service-kit/testing'
import { expect, test } from 'vitest'
import { root } from '../setup/child.ts'
import { eventually } from '../setup/eventually.ts'
import { type Processes, startProcesses } from '../setup/processes.ts'
import { connect, roomOf, said } from '../setup/sdk.ts'
import { standing, standingsOf } from '../setup/sights.ts'
import { storedEvents } from '../setup/stored.ts'
import { gatesAt } from '../setup/world.ts'
import { faultsIn } from './history/history.ts'
import { openRawDevice } from './prove/raw-device.ts'

const run = promisify(execFile)

/** Whoever was turned away several times comes back only after a while. */
const patienceMs = 60_000

/** Owners and all: Postgres runs as somebody else. */
const copy = (from: string, to: string) => run('cp', ['-a', `${from}/.`, to])

const newEpoch = (adminUrl: string) =>
  run(process.execPath, [programOf('packages/platform/src/main.ts'), 'new-epoch'], {
    cwd: root,
    env: { POSTGRES_URL: adminUrl },
  })

/** The cluster as it is at this moment, in another folder. */
const backUp = async ({ postgres }: Processes, folder: string): Promise<void> => {
  await postgres.stop()
  await copy(postgres.dataDir, folder)
  await postgres.start()
}

/** All that was written since the backup is gone. The gateway, and the clients, know nothing of it. */
const restore = async ({ postgres, parts, adminUrl }: Processes, folder: string, begins: boolean): Promise<void> => {
  const services = parts.filter(({ name }) => !name.startsWith('gateway'))
  for (const part of services) await part.end('SIGTERM')
  await postgres.stop()
  await rm(postgres.dataDir, { recursive: true })
  await copy(folder, postgres.dataDir)
  await postgres.start()
  if (begins) await newEpoch(adminUrl)
  for (const part of services) await part.start()
}

/** The files of Postgres are those of the same server, so that nothing in them tells that they are older. */
test.each([
  ['with a new epoch', true],
  ['for which nobody began an epoch, while gateways remember what they delivered', false],
])(
  'after a restored backup %s everybody forgets what is gone, although other messages have its numbers',
  async (_, begins) => {
    await using scope = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'parley-backup-'))
    scope.defer(() => rm(folder, { recursive: true, force: true }))
    const platform = scope.use(await startProcesses({ copies: 1, linked: false }))
    const { adminUrl } = platform
    const gates = gatesAt(platform.urls)
    const address = { url: gates.url, host: new URL(gates.url).host }
    const [ann, bob] = await Promise.all([gates.person('Ann'), gates.person('Bob')])
    const { room, on } = await gates.post(
      'room.create',
      { kind: 'group', name: 'Team', members: [bob.user] },
      ann.token,
    )
    const session = { user: bob.user, token: async () => bob.token }
    const app = scope.use(await connect(gates.url, session))
    const bot = scope.use(openRawDevice('bot', address, session))
    const writer = scope.use(openRawDevice('writer', address, { user: ann.user, token: async () => ann.token }))
    const say = async (texts: readonly string[]) => {
      for (const text of texts) await writer.send(room, text)
      const { head } = await gates.post('room.get', { room }, ann.token)
      await eventually('the bot has it', () => standing(bot.sights()).get(on) === head, patienceMs)
      await eventually(
        'the app shows it',
        async () => said(await roomOf(app, room)).at(-1) === texts.at(-1),
        patienceMs,
      )
    }

    await say(['kept 1', 'kept 2', 'kept 3'])
    await backUp(platform, folder)
    await say(['lost 1', 'lost 2', 'lost 3', 'lost 4'])
    const before = (await gates.connect(bob)).hello

    await expect(newEpoch(adminUrl)).rejects.toThrow(
      /would go on with the old epoch: .*parley chat with \d+ connections.* Stop them first/,
    )
    await restore(platform, folder, begins)
    await say(['new 1', 'new 2', 'new 3', 'new 4', 'new 5'])

    const all = ['kept 1', 'kept 2', 'kept 3', 'new 1', 'new 2', 'new 3', 'new 4', 'new 5']
    // Without a command to begin the epoch it begins when a gateway has shown its owner what it delivered.
    const showsAll = async () => {
      const shown = await roomOf(app, room)
      await shown.loadOlder()
      return isDeepStrictEqual(said(shown), all)
    }
    await eventually('the app shows what there is', showsAll, patienceMs)
    await using fresh = await gates.connect(bob)
    const epochs = (hello: typeof before) =>
      hello.streams.flatMap(({ on, epoch }) => (ownerOf(on) === 'chat' ? epoch : []))
    expect(Math.min(...epochs(fresh.hello))).toBeGreaterThan(Math.max(...epochs(before)))
    const since = (sights: ReturnType<typeof bot.sights>) => {
      const anew = sights.findLastIndex((sight) => 'from' in sight && sight.on === on && sight.anew)
      return sights.slice(anew).filter((sight) => sight.on === on)
    }
    const history = {
      tried: all,
      acknowledged: [],
      stored: await storedEvents(adminUrl, 'text'),
      seen: new Map([['bot', { user: bob.user, sights: since(bot.sights()), stayed: false }]]),
      moved: [],
      standings: standingsOf(bob.user, fresh.hello),
    }
    expect(faultsIn(history)).toEqual([])
  },
  180_000,
)
