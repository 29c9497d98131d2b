/** A file on its way to the server: in pieces, which come to be larger where the way is fast. */
import { retryDelay } from './backoff.ts'
import { Changes } from './changes.ts'
import { type Deferred, deferred } from './deferred.ts'
import type { AttachedFile } from './mentions.ts'
import { ParleyError, parleyError } from './parley-error.ts'
import type { RoomsOwner } from './rooms.ts'
import type { Tus } from './tus.ts'
import type { KeptUpload } from './uploads-store.ts'

/**
 * `waiting` for its turn, for a connection, or after a trouble that passes; `uploading`; `paused`; `failed` where it was refused; and
 * `uploaded`.
 */
export type UploadState = 'waiting' | 'uploading' | 'paused' | 'failed' | 'uploaded'

/** What is said of a file to those who cannot see or hear it: `alt`, and `waveform` of a recording, up to 64 bytes in base64. */
export type Description = Pick<KeptUpload, 'alt' | 'waveform'>

export interface UploadOwner extends Pick<RoomsOwner, 'call' | 'clock' | 'random' | 'isEnded' | 'pause' | 'report'> {
  readonly tus: Tus
  /** Resolves when it may begin; what it gives lets another one. */
  turn(): Promise<() => void>
  /** So that it outlives the program. */
  keep(kept: KeptUpload): void
  forget(id: string): void
}

const leastPiece = 64 * 1024
const mostPiece = 4 * 1024 * 1024
/** A piece that took less may be larger the next time, and one that took more is smaller: progress is told with each. */
const fastMs = 500
const slowMs = 3_000
/** Troubles in a row that are told as passing, and may not be. */
const mostOdd = 5

/** After these another try goes on from what the server says. */
const odd: readonly string[] = ['UPLOAD_OFFSET', 'UPLOAD_SLOW', 'UPLOAD_NOT_FOUND', 'LINK_ENDED', 'INTERNAL']

/** One upload. Its values are always those of now; `subscribe` tells when they change. */
export class Upload {
  /** Calls the listener after visible changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  readonly #owner: UploadOwner
  readonly #changes: Changes
  #kept: KeptUpload
  #state: UploadState = 'waiting'
  #sent = 0
  #piece = 4 * leastPiece
  #error: ParleyError | undefined
  #file: AttachedFile | undefined
  #done: Deferred<AttachedFile> = quietly(deferred())
  /** Of the run that goes on; another one with each. */
  #running: AbortController | undefined

  /** @internal `files.upload` makes one. */
  constructor(kept: KeptUpload, owner: UploadOwner) {
    this.#kept = kept
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    if (kept.isPaused) this.#state = 'paused'
    else void this.#run()
  }

  /** Its id here: a UUID. */
  get id(): string {
    return this.#kept.id
  }

  /** The id of the room for which it is meant; empty where it is for none. */
  get room(): string {
    return this.#kept.room
  }

  /** What the file is called. */
  get name(): string {
    return this.#kept.name
  }

  /** The bytes that go. */
  get blob(): Blob {
    return this.#kept.blob
  }

  /** How it stands. */
  get state(): UploadState {
    return this.#state
  }

  /** How many bytes of `blob.size` the server has. */
  get sent(): number {
    return this.#sent
  }

  /** What keeps it from going on: for good where it has `failed`, and for now where it is `waiting`. */
  get error(): ParleyError | undefined {
    return this.#error
  }

  /** The file, where it is `uploaded`. */
  get file(): AttachedFile | undefined {
    return this.#file
  }

  /** What is said of it. */
  get description(): Description {
    return this.#kept
  }

  /** Resolves when it is uploaded; rejects where it has failed or is cancelled. After `resume` it is another promise. */
  get done(): Promise<AttachedFile> {
    return this.#done.promise
  }

  /** A number that grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** Sends nothing more until `resume`. */
  pause(): void {
    if (this.#state === 'waiting' || this.#state === 'uploading') this.#halt('paused', { isPaused: true })
  }

  /** Goes on from what the server has, where it is paused or has failed. */
  resume(): void {
    if (this.#state !== 'paused' && this.#state !== 'failed') return
    if (this.#state === 'failed') this.#done = quietly(deferred())
    this.#keep({ isPaused: false })
    void this.#run()
  }

  /** Gives it up, on the server too. */
  async cancel(): Promise<void> {
    const { file } = this.#kept
    this.#halt('failed', {})
    this.#owner.forget(this.id)
    this.#done.reject(new DOMException('The upload was cancelled', 'AbortError'))
    if (file !== undefined) await this.#owner.call('file.remove', { file }).catch(() => {}) // it goes by itself, later
  }

  /** Says what is in it: what is not given stays. Rejects as `parley.call` does, where it is uploaded already. */
  async describe(description: Description): Promise<void> {
    this.#keep(description)
    if (this.#file) await this.#owner.call('file.describe', { ...description, file: this.#file.file })
  }

  #keep(news: Partial<KeptUpload>): void {
    this.#kept = { ...this.#kept, ...news }
    this.#owner.keep(this.#kept)
    this.#changes.note()
  }

  #halt(state: UploadState, news: Partial<KeptUpload>): void {
    this.#running?.abort()
    this.#running = undefined
    this.#become(state)
    if (Object.keys(news).length > 0) this.#keep(news)
  }

  #become(state: UploadState, error?: ParleyError): void {
    this.#state = state
    this.#error = error
    this.#changes.note()
  }

  async #run(): Promise<void> {
    const running = new AbortController()
    this.#running = running
    this.#become('waiting')
    const leave = await this.#owner.turn()
    try {
      await this.#insist(running.signal)
    } finally {
      leave()
    }
  }

  async #insist(signal: AbortSignal): Promise<void> {
    let failures = 0
    for (let before = this.#sent; !signal.aborted && !this.#owner.isEnded; before = this.#sent) {
      try {
        return this.#finish(await this.#try(signal), signal)
      } catch (fault) {
        if (signal.aborted) return
        failures = this.#sent > before ? 0 : failures + 1
        const error =
          fault instanceof ParleyError
            ? fault
            : parleyError('BAD_INPUT', { at: '/file', why: `cannot be read (${fault})` })
        const isOdd = odd.includes(error.name) && failures < mostOdd
        if (!error.retry && !isOdd) return this.#fail(error)
        if (error.name === 'UPLOAD_SLOW') this.#piece = Math.max(leastPiece, this.#piece / 4)
        this.#become('waiting', error)
        await this.#owner.pause(retryDelay(failures, this.#owner.random(), error.retry_ms))
      }
    }
  }

  /** Goes on from what the server has. */
  async #try(signal: AbortSignal): Promise<AttachedFile> {
    const { tus } = this.#owner
    const { name, blob, file: known } = this.#kept
    const direct = known === undefined ? await this.#tryDirect(signal) : undefined
    if (direct !== undefined) return this.#uploaded(direct)
    const stands = known === undefined ? undefined : await tus.standing(known, signal)
    const file = stands === undefined ? await tus.begin(name, blob.size, signal) : (known as string)
    if (signal.aborted) void this.#owner.call('file.remove', { file }).catch(() => {})
    else if (file !== known) this.#keep({ file })
    await this.#sendFrom(stands ?? 0, file, signal)
    return this.#uploaded(file)
  }

  async #tryDirect(signal: AbortSignal): Promise<string | undefined> {
    const { name, blob } = this.#kept
    const file = await this.#owner.tus.direct(name, blob, signal)
    if (file !== undefined && !signal.aborted) this.#keep({ file })
    if (file !== undefined && !signal.aborted) this.#advance(blob.size)
    return file
  }

  async #sendFrom(stands: number, file: string, signal: AbortSignal): Promise<void> {
    const { tus, clock } = this.#owner
    const { blob } = this.#kept
    this.#advance(stands)
    while (this.#sent < blob.size) {
      const piece = await blob.slice(this.#sent, this.#sent + this.#piece).arrayBuffer()
      const began = clock.now()
      const sent = await tus.put(file, this.#sent, piece, signal)
      const took = clock.now() - began
      if (took < fastMs) this.#piece = Math.min(mostPiece, this.#piece * 2)
      if (took > slowMs) this.#piece = Math.max(leastPiece, this.#piece / 2)
      if (!signal.aborted) this.#advance(sent)
    }
  }

  #advance(sent: number): void {
    this.#sent = sent
    this.#become('uploading')
  }

  /** Where all bytes have come and there is no file, what came is of no use: it begins anew. */
  async #uploaded(id: string): Promise<AttachedFile> {
    const { call } = this.#owner
    const { alt, waveform } = this.#kept
    const {
      files: [file],
      infected,
    } = await call('file.get', { files: [id] })
    if (infected?.includes(id)) throw parleyError('BAD_INPUT', { at: '/file', why: 'has a virus, as the scanner says' })
    if (file?.waits) throw parleyError('UNAVAILABLE', { why: 'the file is still to be looked at for viruses' })
    if (!file) {
      this.#keep({ file: undefined })
      throw parleyError('UNAVAILABLE', { why: 'the upload did not become a file' })
    }
    if (alt || waveform) await call('file.describe', { file: id, ...(alt && { alt }), ...(waveform && { waveform }) })
    return file
  }

  #finish(file: AttachedFile, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#file = file
    this.#running = undefined
    this.#become('uploaded')
    this.#done.resolve(file)
  }

  #fail(error: ParleyError): void {
    this.#keep({ file: undefined })
    this.#sent = 0
    this.#become('failed', error)
    this.#done.reject(error)
  }
}

/** Who does not wait for it reads `state`; that is no unhandled rejection. */
const quietly = (done: Deferred<AttachedFile>): Deferred<AttachedFile> => {
  done.promise.catch(() => {})
  return done
}
