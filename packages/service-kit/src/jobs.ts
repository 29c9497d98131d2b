/**
 * What a service does by the clock, once for all of its processes. Each of them asks for it once in each span, and one gets it: the row
 * of the work says in which span it was begun last, and who holds it until when.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Queryable } from './database.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { serviceMetrics } from './metrics/process.ts'
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
const heldSeconds = 10
const renewEveryMs = 3_000
const stopWithinMs = 8_000

const noteSql = `insert into timed_work (name, span) values ($1, -1) on conflict do nothing`

/** In a span that is not the last one, and not while somebody holds it. By the clock of the server, which all processes share. */
const beginSql = `
  update timed_work set span = slot.now, holder = $3, held_until = clock_timestamp() + make_interval(secs => $4)
  from (select floor(extract(epoch from clock_timestamp()) / $2)::bigint as now) as slot
  where name = $1 and span <> slot.now and (holder is null or held_until <= clock_timestamp())
  returning name`

const renewSql = `
  update timed_work set held_until = clock_timestamp() + make_interval(secs => $3) where name = $1 and holder = $2`

const endSql = `update timed_work set holder = null where name = $1 and holder = $2`

interface JobMeans {
  readonly db: Queryable
  readonly log: Log
  readonly metrics: Metrics<typeof serviceMetrics>
}

export const openJobs = ({ db, log, metrics }: JobMeans): Jobs => {
  const holder = randomUUID()
  const running = new Set<Promise<void>>()
  const timers: NodeJS.Timeout[] = []

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

  /** Held for as long as `work` takes. */
  const hold = async (name: string, work: () => Promise<void>): Promise<void> => {
    const renew = () =>
      void db.query(renewSql, [name, holder, heldSeconds]).catch((err) => log.warn({ err, job: name }, notHeld))
    const timer = setInterval(renew, renewEveryMs)
    try {
      await work()
    } finally {
      clearInterval(timer)
      await db.query(endSql, [name, holder])
    }
  }

  const add = async <What extends string>(job: Job<What>) => {
    const { name, everySeconds, run } = job
    // Each series is there from the start, so that the first run shows as a change.
    for (const what of job.counts) seriesOf(name, what)
    const [done, failed] = (['done', 'failed'] as const).map((outcome) =>
      metrics.parley_job_runs_total.of({ job: name, outcome }),
    )
    const work = async () => {
      const begun = steadyNow()
      try {
        report(job, begun, await run())
        if (done) done.value++
      } catch (err) {
        if (failed) failed.value++
        log.warn({ err, job: name }, 'timed work failed, and is tried again in its next turn')
      }
    }
    const attempt = async () => {
      const begun = await db.query(beginSql, [name, everySeconds, holder, heldSeconds])
      if (begun.length > 0) await hold(name, work)
    }
    const ask = () => {
      const asked = attempt().catch((err) =>
        log.warn({ err, job: name }, 'timed work could not be begun or ended, trying again'),
      )
      running.add(asked)
      void asked.then(() => running.delete(asked))
    }
    await db.query(noteSql, [name])
    ask()
    timers.push(setInterval(ask, everySeconds * 1_000))
  }

  return {
    add,
    [Symbol.asyncDispose]: async () => {
      for (const timer of timers) clearInterval(timer)
      await Promise.race([Promise.all(running), sleep(stopWithinMs, undefined, { ref: false })])
    },
  }
}

const notHeld = 'timed work could not be held on to, and may be begun beside itself'
