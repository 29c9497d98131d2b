/** Images, films and sounds are read one after the other, by a process of their own that may be ended at any time. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { fail } from '@parley/protocol'
import type { Log } from '@parley/service-kit'
import type { Counts } from '../metrics.ts'
import { type Answer, type ImageJob, type ImageLook, type MediaJob, type MediaLook, memoryVariable } from './job.ts'

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

type Job = ImageJob | MediaJob

const answerOf = (child: ChildProcess, job: Job, ms: number): Promise<Answer | undefined> =>
  new Promise((resolve) => {
    const end = (answer?: Answer) => {
      clearTimeout(timer)
      child.removeAllListeners()
      child.on('error', () => {})
      resolve(answer)
    }
    const timer = setTimeout(end, ms)
    child.once('message', (answer) => end(answer as Answer))
    child.once('exit', () => end())
    child.once('error', () => end())
    child.send(job)
  })

export class MediaReader implements Disposable {
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
  async image(job: Omit<ImageJob, 'pixels'>): Promise<ImageLook> {
    const answer = await this.#inTurn({ ...job, pixels: this.#limits.pixels })
    if (answer && 'refused' in answer) {
      this.#counts.image('refused')
      if (answer.refused === 'too large')
        return fail('IMAGE_TOO_LARGE', { limit: 'IMAGE_PIXELS', most: this.#limits.pixels })
    } else if (answer) {
      this.#counts.image('read')
      return answer as ImageLook
    }
    return fail('IMAGE_UNREADABLE')
  }

  /** Nothing of what takes too long. Fails with UNAVAILABLE where many wait. */
  async media(job: Omit<MediaJob, 'pixels'>): Promise<MediaLook> {
    return ((await this.#inTurn({ ...job, pixels: this.#limits.pixels })) ?? {}) as MediaLook
  }

  [Symbol.dispose](): void {
    this.#end()
  }

  async #inTurn(job: Job): Promise<Answer | undefined> {
    if (this.#waiting >= mostWaiting) return fail('UNAVAILABLE', { retry_ms: 2_000 })
    this.#waiting++
    const turn = this.#last.then(() => this.#read(job))
    this.#last = turn.catch(() => {})
    try {
      return await turn
    } finally {
      this.#waiting--
    }
  }

  /** Undefined where it took too much time or memory. */
  async #read(job: Job): Promise<Answer | undefined> {
    clearTimeout(this.#idle)
    this.#child ??= this.#start()
    const answer = await answerOf(this.#child, job, this.#limits.ms)
    if (answer) {
      this.#idle = setTimeout(() => this.#end(), idleMs).unref()
      return answer
    }
    this.#end()
    this.#counts.image('ended')
    this.#log.warn('an image, film or sound took too much time or memory to read')
    return undefined
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
