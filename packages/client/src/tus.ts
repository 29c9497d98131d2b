/** tus 1.0, as far as uploads need it: a file goes in pieces, and the server keeps what has come of it. */
import type { ErrorBody, Output } from '@parley/protocol'
import { type Clock, stopwatch } from './clock.ts'
import { isMistake, wordsOf } from './faults.ts'
import { addressOf } from './options.ts'
import { ParleyError, parleyError } from './parley-error.ts'
import type { Asker } from './questions.ts'

export interface TusOwner extends Pick<Asker, 'call'> {
  /** Of the server. */
  readonly url: string
  readonly clock: Clock
}

interface Request {
  readonly method: 'POST' | 'HEAD' | 'PATCH'
  readonly id?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: ArrayBuffer
  readonly signal: AbortSignal
}

interface Address {
  readonly path: string
  /** Where the server says to which place in its store bytes go. */
  readonly direct: string | undefined
  isGood(): boolean
}

/** An address is asked for anew so long before it ends. */
const aheadMs = 60_000
/** Longer than a server waits for a piece, and makes a file of the last one. */
const patienceMs = 90_000
/** The same of all that goes to the store at once. */
const patienceOfStoreMs = 600_000
/** What is larger goes in pieces, as it can be paused then, and goes on after a cut. */
export const mostDirect = 32 * 1024 * 1024

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** Where a response says that so much has come. */
const offsetIn = ({ headers }: Response): number => Number(headers.get('upload-offset') ?? Number.NaN)

const errorIn = async (response: Response): Promise<ParleyError> => {
  const answer = (await response.json().catch(() => undefined)) as { error?: ErrorBody } | undefined
  if (answer?.error?.name) return new ParleyError(answer.error)
  return parleyError('UNAVAILABLE', { why: `an upload was answered with HTTP status ${response.status}` })
}

export class Tus {
  readonly #owner: TusOwner
  #address: Promise<Address> | undefined
  /** The store is not reached from here: it does not know our origin, or is behind something. */
  #isBarred = false

  constructor(owner: TusOwner) {
    this.#owner = owner
  }

  /** Begins an upload of so many bytes; its id is that of the file. */
  async begin(name: string, bytes: number, signal: AbortSignal): Promise<string> {
    const headers = { 'upload-length': String(bytes), 'upload-metadata': `filename ${base64(name)}` }
    const response = await this.#ask({ method: 'POST', headers, signal })
    const id = response.headers.get('location')?.split('/').at(-1)
    if (!id) throw parleyError('UNAVAILABLE', { why: 'the server does not say where the upload is' })
    return id
  }

  /** How much of it has come, in bytes; nothing where there is no such upload any more. */
  async standing(id: string, signal: AbortSignal): Promise<number | undefined> {
    const response = await this.#ask({ method: 'HEAD', id, signal })
    return response.ok ? offsetIn(response) : undefined
  }

  /** Sends what follows `offset`; gives how much has come now. Rejects with what the server says of the file, too. */
  async put(id: string, offset: number, body: ArrayBuffer, signal: AbortSignal): Promise<number> {
    const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
    return offsetIn(await this.#ask({ method: 'PATCH', id, headers, body, signal }))
  }

  /** Straight to the store, where the server has that: gives the id of the file. Nothing where it is to go in pieces. */
  async direct(name: string, blob: Blob, signal: AbortSignal): Promise<string | undefined> {
    const { direct } = await this.#addressNow()
    if (direct === undefined || this.#isBarred || blob.size > mostDirect) return undefined
    const begun = await this.#tell(direct, JSON.stringify({ name, bytes: blob.size }), signal).catch((fault) => {
      // By a process of other settings.
      if (fault instanceof ParleyError && fault.name === 'ROUTE_NOT_FOUND') return undefined
      throw fault
    })
    if (!begun) return undefined
    const { file, put } = begun
    const isThere = await this.#fetch(put, { method: 'PUT', body: blob }, signal, patienceOfStoreMs).then(
      ({ ok }) => ok,
      () => false,
    )
    if (!isThere && !signal.aborted) this.#isBarred = true
    if (!isThere) {
      void this.#owner.call('file.remove', { file }).catch(() => {}) // it goes by itself, later
      return undefined
    }
    return (await this.#tell(`${direct}/${file}`, '', signal)).file
  }

  async #tell(path: string, body: string, signal: AbortSignal): Promise<{ file: string; put: string }> {
    const address = addressOf(this.#owner.url, path.slice(1))
    const response = await this.#reach(address, { method: 'POST', body }, signal)
    if (!response.ok) throw await errorIn(response)
    return await response.json()
  }

  async #ask(request: Request): Promise<Response> {
    const response = await this.#send(request, await this.#addressNow())
    // Of HEAD nothing is told besides.
    if (response.ok || (request.method === 'HEAD' && response.status === 404)) return response
    if (response.status === 403) this.#address = undefined
    throw await errorIn(response)
  }

  #send({ method, id, headers, body, signal }: Request, { path }: Address): Promise<Response> {
    const address = addressOf(this.#owner.url, `${path.slice(1)}${id ? `/${id}` : ''}`)
    return this.#reach(
      address,
      { method, headers: { 'tus-resumable': '1.0.0', ...headers }, ...(body && { body }) },
      signal,
    )
  }

  async #reach(address: string | URL, init: RequestInit, signal: AbortSignal): Promise<Response> {
    try {
      return await this.#fetch(address, init, signal, patienceMs)
    } catch (cause) {
      if (isMistake(cause)) throw cause
      throw parleyError('UNAVAILABLE', { why: `an upload was cut off: ${wordsOf(cause)}` }, cause)
    }
  }

  async #fetch(address: string | URL, init: RequestInit, signal: AbortSignal, withinMs: number): Promise<Response> {
    const ending = new AbortController()
    const end = () => ending.abort()
    const stopTimer = this.#owner.clock.after(withinMs, end)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    try {
      return await fetch(address, { ...init, credentials: 'omit', signal: ending.signal })
    } finally {
      stopTimer()
      signal.removeEventListener('abort', end)
    }
  }

  async #addressNow(): Promise<Address> {
    const known = await this.#address?.catch(() => undefined)
    if (known?.isGood()) return known
    this.#address = this.#askAddress()
    return this.#address
  }

  async #askAddress(): Promise<Address> {
    const age = stopwatch(this.#owner.clock)
    const { tus, direct, ends_in_ms }: Output<'file.upload'> = await this.#owner.call('file.upload', {})
    return { path: tus, direct, isGood: () => age.most() < ends_in_ms - aheadMs }
  }
}
