import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBacking } from '@parley/backing'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The servers that all test files share; each file keeps to a database and subjects of its own. */
    backing: { postgresUrl: string; natsUrl: string; redisUrl: string }
  }
}

/** Starts Postgres, NATS and Redis once for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-backing-'))
  const backing = await startBacking({ dataDir, prefer: 'containers', durable: false })
  const { source, postgresUrl, natsUrl, redisUrl } = backing
  console.log(`Tests run on ${source === 'urls' ? 'the servers given by URL' : `${source} servers`}.`)
  project.provide('backing', { postgresUrl, natsUrl, redisUrl })
  return async () => {
    await backing[Symbol.asyncDispose]()
    await rm(dataDir, { recursive: true, force: true })
  }
}
