import { join, resolve } from 'node:path'
import { readOptions } from '@parley/platform/options'
import { say, startStandalone, step } from '@parley/platform/standalone'
import { readConfig } from '@parley/service-kit'
import { webPage } from '@parley/web'
import { root } from './repository.ts'
import { makeDemo } from './start/demo.ts'
import { openPort, startConfig } from './start/open-port.ts'
import { stopRequest } from './start/stop-request.ts'
import { openTerminalLog } from './start/terminal-log.ts'

const usage = `
npm start [-- --demo]

Starts the whole platform: a Postgres, a NATS and a Redis of its own, all services, and the web page. Ctrl-C stops it.

  --demo   makes two users with a conversation, and tells their passwords

PORT chooses where it serves (8080), PARLEY_DATA where its data is (.parley); docs/configuration.md has the others.
`

/** The whole platform from one command: servers, schemas, services, page. With `--demo`, two users with a conversation. */
const { values } = readOptions({ usage, options: { demo: { type: 'boolean', default: false } } })
const env = process.env
const dataDir = resolve(root, env.PARLEY_DATA || '.parley')
const stopWithinMs = 25_000

async function start() {
  await using scope = new AsyncDisposableStack()
  const { PORT: wanted } = readConfig(startConfig, env)
  const preparing = step('web page', webPage)
  preparing.catch(() => {})
  const port = () => openPort(wanted, say)
  // Before anything is started: what is wrong with the port shows at once.
  await openPort(wanted, () => {})
  const edge = async () => ({ webRoot: await preparing, port })
  const logTo = openTerminalLog(join(dataDir, 'parley.log'), say)
  // Nobody who tries it out has a mail server: links in mails are in the log.
  const mail = env.MAIL_URL || env.MAIL_URL_FILE ? {} : { MAIL_URL: 'log:' }
  const platform = scope.use(await startStandalone({ dataDir, env: { ...env, ...mail }, edge, logTo }))
  const url = `http://localhost:${platform.port}`
  const users = values.demo ? await step('demo', () => makeDemo(url, join(dataDir, 'demo.json'))) : []
  for (const { username, password } of users) say(`Log in as ${username} with password ${password}`)
  say(`Data and logs are kept in ${dataDir}. Ctrl-C stops everything.`)
  say(`\nParley is at ${url}`)
  const running = scope.move()
  return { lost: platform.lost, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function stop(platform: AsyncDisposable): Promise<void> {
  say('\nStopping')
  setTimeout(() => {
    console.error(`Not stopped after ${stopWithinMs / 1000} s: ending at once.`)
    process.exit(1)
  }, stopWithinMs).unref()
  await platform[Symbol.asyncDispose]()
  say('Stopped')
}

const stopAsked = stopRequest(env.PARLEY_LAUNCHER)
try {
  const platform = await Promise.race([start(), stopAsked])
  // Asked to stop while it starts, the process just ends, and whatever runs by then ends with it.
  if (!platform) process.exit(130)
  const lost = await Promise.race([stopAsked, platform.lost])
  if (lost) console.error(`\n${lost.message}`)
  await stop(platform)
  process.exit(lost ? 1 : 0)
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`)
  process.exit(1)
}
