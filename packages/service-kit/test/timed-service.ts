/** A service that does one thing by the clock; as a process of its own it begins it, and never ends. */
import type { Job } from '../src/jobs.ts'
import { makeLog } from '../src/log.ts'
import { defineService, startService } from '../src/service.ts'

export const timed = (job: Job) =>
  defineService({
    name: 'chat',
    migrations: new URL('./migrations/', import.meta.url),
    config: {},
    metrics: {},
    start: async (kit) => {
      await kit.job(job)
      return { handlers: {} as never, context: {} }
    },
  })

if (import.meta.main) {
  const run = () => {
    process.stdout.write('begun\n')
    return new Promise<never>(() => {})
  }
  await startService(timed({ name: 'endless', everySeconds: 1, counts: [], run }), process.env, {
    log: makeLog('test', 'silent'),
  })
}
