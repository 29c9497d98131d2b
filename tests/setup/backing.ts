import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBacking } from '@parley/backing'
import { processes } from '@parley/platform'
import { type BackingUrls, sourceOf } from '@parley/service-kit/testing'
import type { TestProject } from 'vitest/node'
import { bundle } from './bundle.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The servers that all test files share; each file keeps to a database and subjects of its own. */
    backing: BackingUrls
  }
}

const programs = [
  ...[...processes.keys()].map(sourceOf),
  'packages/platform/src/main.ts',
  'packages/service-kit/test/saga/process.ts',
]

/** Starts Postgres, NATS and Redis once for the whole run, and makes the processes that it starts quick to load. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-backing-'))
  const { BUNDLED } = process.env
  const [backing] = await Promise.all([
    startBacking({ dataDir, prefer: 'containers', durable: false, socket: true }),
    BUNDLED ? bundle(programs, BUNDLED) : undefined,
  ])
  const { source, postgresUrl, postgresSocket, natsUrl, redisUrl } = backing
  console.log(`Tests run on ${source === 'urls' ? 'the servers given by URL' : `${source} servers`}.`)
  project.provide('backing', { postgresUrl, ...(postgresSocket ? { postgresSocket } : {}), natsUrl, redisUrl })
  return async () => {
    await backing[Symbol.asyncDispose]()
    await rm(dataDir, { recursive: true, force: true })
  }
}
