/** Images are read one after the other, by a process of their own that may be ended at any time. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { fail } from '@parley/protocol'
import type { Log } from '@parley/service-kit'
import type { Counts } from '../metrics.ts'
import { type ImageAnswer, type ImageJob, type ImageLook, memoryVariable } from './job.ts'

export type ReadImage = (job: Omit<ImageJob, 'pixels'>) => Promise<ImageLook>

export interface ImageLimits {
  readonly pixels: number
  readonly ms: number
  readonly memoryMb: number
}

/** Those who wait besides; a picture takes a second at most, nearly always. */
const mostWaiting = 50
/** It takes 60 MB, and is seldom wanted. */
const idleMs = 30_000

const program = fileURLToPath(new URL('./reader.ts', import.meta.url))

const answerOf = (child: ChildProcess, job: ImageJob, ms: number): Promise<ImageAnswer | undefined> =>
  new Promise((resolve) => {
    const end = (answer?: ImageAnswer) => {
      clearTimeout(timer)
      child.removeAllListeners()
      child.on('error', () => {})
      resolve(answer)
    }
    const timer = setTimeout(end, ms)
    child.once('message', (answer) => end(answer as ImageAnswer))
    child.once('exit', () => end())
    child.once('error', () => end())
    child.send(job)
  })

export class ImageReader implements Disposable {
  readonly #limits: ImageLimits
  readonly #log: Log
  readonly #counts: Pick<Counts, 'image'>
  #child: ChildProcess | undefined
  #idle: NodeJS.Timeout | undefined
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(limits: ImageLimits, counts: Pick<Counts, 'image'>, log: Log) {
    this.#limits = limits
    this.#counts = counts
    this.#log = log
  }

  /** Fails with IMAGE_TOO_LARGE, IMAGE_UNREADABLE, or UNAVAILABLE where many wait. */
  readonly read: ReadImage = async (job) => {
    if (this.#waiting >= mostWaiting) return fail('UNAVAILABLE', { retry_ms: 2_000 })
    this.#waiting++
    const turn = this.#last.then(() => this.#read({ ...job, pixels: this.#limits.pixels }))
    this.#last = turn.catch(() => {})
    try {
      return await turn
    } finally {
      this.#waiting--
    }
  };

  [Symbol.dispose](): void {
    this.#end()
  }

  async #read(job: ImageJob): Promise<ImageLook> {
    clearTimeout(this.#idle)
    this.#child ??= this.#start()
    const answer = await answerOf(this.#child, job, this.#limits.ms)
    if (!answer) {
      this.#end()
      this.#counts.image('ended')
      this.#log.warn('an image took too much time or memory, and is refused')
      return fail('IMAGE_UNREADABLE')
    }
    this.#idle = setTimeout(() => this.#end(), idleMs).unref()
    if (!('refused' in answer)) {
      this.#counts.image('read')
      return answer
    }
    this.#counts.image('refused')
    if (answer.refused === 'unreadable') return fail('IMAGE_UNREADABLE')
    return fail('IMAGE_TOO_LARGE', { limit: 'IMAGE_PIXELS', most: this.#limits.pixels })
  }

  #start(): ChildProcess {
    const { memoryMb } = this.#limits
    const child = fork(program, [], {
      execArgv: ['--max-old-space-size=64'],
      env: { [memoryVariable]: String(memoryMb), MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    child.unref()
    child.channel?.unref()
    return child
  }

  #end(): void {
    clearTimeout(this.#idle)
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }
}
