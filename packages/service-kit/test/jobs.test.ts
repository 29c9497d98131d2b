/** What is done by the clock, by several processes on a real Postgres. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Job } from '../src/jobs.ts'
import { startService } from '../src/service.ts'
import { captureLog, type Kit, until, useKit } from './kit.ts'
import { timed } from './timed-service.ts'

let kit: Kit
beforeAll(async () => {
  kit = await useKit()
})

interface Running extends AsyncDisposable {
  /** What its log says of runs. */
  readonly reports: () => Record<string, number>[]
  /** What it measured. */
  readonly measured: () => Promise<string>
}

const start = async (job: Job): Promise<Running> => {
  const { log, lines } = captureLog()
  const env = { ...kit.environment.env('chat'), METRICS_PORT: '0' }
  const running = await startService(timed(job), env, { log })
  return {
    reports: () =>
      lines
        .filter((line) => line.includes('timed work is done') && line.includes(`"job":"${job.name}"`))
        .map((line) => JSON.parse(line)),
    measured: async () => (await fetch(`http://127.0.0.1:${running.metricsPort}/metrics`)).text(),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}

const isHeld = async (name: string): Promise<boolean> => {
  const rows = await kit.sql<{ held: boolean }>(
    'select holder is not null as held from chat.timed_work where name = $1',
    [name],
  )
  return rows[0]?.held ?? false
}

/** Spans that the database has begun, counted from 1970. */
const spanNow = async () => {
  const [row] = await kit.sql<{ span: number }>('select floor(extract(epoch from clock_timestamp()))::int as span')
  return row?.span ?? 0
}

describe('timed work', () => {
  test('is done by one of several processes at a time, once in a span, and each run is reported, also of nothing', async () => {
    let [inside, most, runs] = [0, 0, 0]
    const job = (rows: number): Job => ({
      name: 'nothing-to-do',
      everySeconds: 1,
      counts: ['rows'],
      run: async () => {
        most = Math.max(most, ++inside)
        runs++
        await new Promise((resolve) => setTimeout(resolve, 300))
        inside--
        return { rows }
      },
    })
    const first = await spanNow()
    const processes = [await start(job(0)), await start(job(0)), await start(job(0))]
    await until(() => runs >= 4)
    const measured = await Promise.all(processes.map((running) => running.measured()))
    for (const running of processes) await running[Symbol.asyncDispose]()
    const reports = processes.flatMap((running) => running.reports())
    expect(most).toBe(1)
    expect(reports).toHaveLength(runs)
    expect(reports.every(({ rows }) => rows === 0)).toBe(true)
    expect(runs).toBeLessThanOrEqual((await spanNow()) - first + 1)
    expect(await isHeld('nothing-to-do')).toBe(false)
    const ended = measured.map((text) =>
      Number(/parley_job_runs_total\{job="nothing-to-do",outcome="done".*\} (\d+)/.exec(text)?.[1]),
    )
    expect(ended.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(runs)
    expect(ended.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(3)
    const counted = measured.filter((text) => text.includes('parley_job_counted_total{job="nothing-to-do",what="rows"'))
    expect(counted).toHaveLength(processes.length)
    expect(counted.every((text) => /what="rows".*\} 0\n/.test(text))).toBe(true)
  })

  test('that takes longer than its span is not begun again beside itself', async () => {
    let [inside, most, runs] = [0, 0, 0]
    const job: Job = {
      name: 'slow',
      everySeconds: 1,
      counts: ['steps'],
      run: async () => {
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setTimeout(resolve, 2_500))
        inside--
        runs++
        return { steps: 1 }
      },
    }
    await using one = await start(job)
    await using other = await start(job)
    await until(() => runs >= 2)
    expect(most).toBe(1)
    expect(one.reports().length + other.reports().length).toBeGreaterThanOrEqual(2)
  })

  test('that fails says so, is counted as failed, and is tried again in its next turn', async () => {
    let runs = 0
    await using running = await start({
      name: 'failing',
      everySeconds: 1,
      counts: ['rows'],
      run: async () => {
        if (++runs === 1) throw new Error('no luck')
        return { rows: 3 }
      },
    })
    await until(() => running.reports().length > 0)
    const measured = await running.measured()
    expect(measured).toMatch(/parley_job_runs_total\{job="failing",outcome="failed".*\} 1\n/)
    expect(measured).toMatch(/parley_job_counted_total\{job="failing",what="rows".*\} 3\n/)
  })

  test('under way is finished before its process ends', async () => {
    const begun = Promise.withResolvers<void>()
    let isOver = false
    const running = await start({
      name: 'finishing',
      everySeconds: 1,
      counts: ['rows'],
      run: async () => {
        begun.resolve()
        await new Promise((resolve) => setTimeout(resolve, 700))
        isOver = true
        return { rows: 1 }
      },
    })
    await begun.promise
    await running[Symbol.asyncDispose]()
    expect(isOver).toBe(true)
    expect(await isHeld('finishing')).toBe(false)
  })

  test('of a process that was killed goes to another, once it is missed', async () => {
    const program = fileURLToPath(new URL('./timed-service.ts', import.meta.url))
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, ...kit.environment.env('chat') } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    expect(await isHeld('endless')).toBe(true)
    let runs = 0
    await using _ = await start({
      name: 'endless',
      everySeconds: 1,
      counts: ['rows'],
      run: async () => ({ rows: ++runs }),
    })
    await until(() => runs > 0)
  })
})
