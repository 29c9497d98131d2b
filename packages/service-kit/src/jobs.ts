/**
 * What a service does by the clock, once for all of its processes: whichever comes first in a span proposes the run, one of them
 * does it, and says what it has done. The queue is pg-boss, in a schema beside that of the service.
 */
import type { Db } from 'pg-boss'
import { jobsSchema } from './jobs-schema.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { serviceMetrics } from './metrics/process.ts'
import type { Pool } from './sql.ts'
import { steadyNow } from './steady-clock.ts'

export interface Job<What extends string = string> {
  readonly name: string
  /** What its runs count. */
  readonly counts: readonly What[]
  /** At most one run in each span of so many seconds, of all processes together, and never two at once. */
  readonly everySeconds: number
  /** It is so often that runs which had nothing to do are told at the level `debug` alone. */
  readonly isOften?: true
  /**
   * Small steps, each safe to repeat: of a run that ends in the middle the next one does the rest, and one whose process stood
   * still for long may go on beside it.
   */
  readonly run: () => Promise<Readonly<Record<What, number>>>
}

export interface Jobs extends AsyncDisposable {
  /** From now on it is done, by this process or another. */
  add<What extends string>(job: Job<What>): Promise<void>
}

/** A runner that is killed is missed after so long, and its run is over. */
const heartbeatSeconds = 10
const lookForDeadSeconds = 5
/** Who proposes a run does it at once. Where that process died in between, another one finds it, so late. */
const lookForWorkSeconds = 5
/** What was done is kept so long behind its span, for whoever looks. */
const leastKeptSeconds = 3_600
const longestRunSeconds = 3_600
const stopWithinMs = 8_000

/** Statements of the library go the way of all others: by the same pool, to the same history. */
const through = (pool: Pool): Db => ({ executeSql: (text, values) => pool.use((client) => client.query(text, values)) })

interface JobMeans {
  readonly pool: Pool
  readonly service: string
  readonly log: Log
  readonly metrics: Metrics<typeof serviceMetrics>
}

export const openJobs = async ({ pool, service, log, metrics }: JobMeans): Promise<Jobs> => {
  // Loaded by those who have work of this kind: it takes 28 MB, and a gateway has none.
  const { PgBoss, policies } = await import('pg-boss')
  const boss = new PgBoss({
    db: through(pool),
    schema: jobsSchema(service),
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    supervise: true,
    superviseIntervalSeconds: lookForDeadSeconds,
    monitorIntervalSeconds: lookForDeadSeconds,
    reindex: false,
    monitorVacuum: false,
    // Not to change the schema, which it may not, but so that a process of the release before starts on one that is ahead.
    migrate: true,
    createSchema: false,
  })
  boss.on('error', (err) => log.warn({ err }, 'the queue of timed work failed, trying again'))
  await boss.start()
  const timers: NodeJS.Timeout[] = []
  let stopped: Promise<void> | undefined
  const stop = async () => {
    for (const timer of timers) clearInterval(timer)
    await boss.stop({ graceful: true, timeout: stopWithinMs })
  }

  const seriesOf = (job: string, what: string) => metrics.parley_job_counted_total.of({ job, what })
  const report = <What extends string>(
    { name, counts, isOften }: Job<What>,
    begun: number,
    did: Record<What, number>,
  ) => {
    for (const what of counts) seriesOf(name, what).value += did[what]
    const facts: object = { job: name, ...did, ms: Math.round(steadyNow() - begun) }
    const isIdle = counts.every((what) => did[what] === 0)
    log[isOften && isIdle ? 'debug' : 'info'](facts, 'timed work is done')
  }

  const add = async <What extends string>(job: Job<What>) => {
    const { name, everySeconds, run } = job
    // Each series is there from the start, so that the first run shows as a change.
    for (const what of job.counts) seriesOf(name, what)
    const [done, failed] = (['done', 'failed'] as const).map((outcome) =>
      metrics.parley_job_runs_total.of({ job: name, outcome }),
    )
    await boss.createQueue(name, { policy: policies.exclusive })
    const worker = await boss.work(name, { pollingIntervalSeconds: lookForWorkSeconds }, async () => {
      const begun = steadyNow()
      try {
        report(job, begun, await run())
        if (done) done.value++
      } catch (err) {
        if (failed) failed.value++
        log.warn({ err, job: name }, 'timed work failed, and is tried again in its next turn')
        throw err
      }
    })
    // What was done stands in the way of a second run in its span, for as long as it is kept.
    const keptSeconds = leastKeptSeconds + everySeconds
    const proposal = {
      singletonSeconds: everySeconds,
      retryLimit: 0,
      heartbeatSeconds,
      expireInSeconds: longestRunSeconds,
      retentionSeconds: keptSeconds,
      deleteAfterSeconds: keptSeconds,
    }
    const propose = () =>
      boss
        .send(name, null, proposal)
        .then((id) => id && boss.notifyWorker(worker))
        .catch((err) => log.warn({ err, job: name }, 'timed work could not be proposed, trying again'))
    await propose()
    timers.push(setInterval(propose, everySeconds * 1_000))
  }

  return {
    add,
    [Symbol.asyncDispose]: () => {
      stopped ??= stop()
      return stopped
    },
  }
}
