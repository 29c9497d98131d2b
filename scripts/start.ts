import { join, resolve } from 'node:path'
import { startStandalone, step } from '@parley/platform/standalone'
import { webPage } from '@parley/web'
import { root } from './repository.ts'
import { makeDemo } from './start/demo.ts'
import { openPort } from './start/open-port.ts'
import { stopRequest } from './start/stop-request.ts'

/** The whole platform from one command: servers, schemas, services, page. With `--demo`, two users with a conversation. */
const env = process.env
const dataDir = resolve(root, env.PARLEY_DATA ?? '.parley')
const stopWithinMs = 25_000

async function start(): Promise<AsyncDisposable> {
  await using scope = new AsyncDisposableStack()
  const preparing = step('web page', webPage)
  preparing.catch(() => {})
  const edge = async () => ({ webRoot: await preparing, port: await openPort(Number(env.PORT ?? 8080)) })
  const { port } = scope.use(await startStandalone({ dataDir, env, edge }))
  const url = `http://localhost:${port}`
  const users = process.argv.includes('--demo')
    ? await step('demo', () => makeDemo(url, join(dataDir, 'demo.json')))
    : []
  console.log(`\nParley is at ${url}`)
  for (const { username, password } of users) console.log(`  log in as ${username} with password ${password}`)
  console.log(`Data is kept in ${dataDir}. Ctrl-C stops everything.\n`)
  return scope.move()
}

async function stop(platform: AsyncDisposable): Promise<void> {
  console.log('\nStopping')
  setTimeout(() => {
    console.error(`Not stopped after ${stopWithinMs / 1000} s: ending at once.`)
    process.exit(1)
  }, stopWithinMs).unref()
  await platform[Symbol.asyncDispose]()
  console.log('Stopped')
}

const stopAsked = stopRequest(env.PARLEY_LAUNCHER)
try {
  const platform = await Promise.race([start(), stopAsked])
  // Asked to stop while it starts, the process just ends, and whatever runs by then ends with it.
  if (!platform) process.exit(130)
  await stopAsked
  await stop(platform)
  process.exit(0)
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`)
  process.exit(1)
}
