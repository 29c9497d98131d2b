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
  isGood(): boolean
}

/** An address is asked for anew so long before it ends. */
const aheadMs = 60_000
/** Longer than a server waits for a piece, and makes a file of the last one. */
const patienceMs = 90_000

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

  async #ask(request: Request): Promise<Response> {
    const response = await this.#send(request, await this.#addressNow())
    // Of HEAD nothing is told besides.
    if (response.ok || (request.method === 'HEAD' && response.status === 404)) return response
    if (response.status === 403) this.#address = undefined
    throw await errorIn(response)
  }

  async #send({ method, id, headers, body, signal }: Request, { path }: Address): Promise<Response> {
    const ending = new AbortController()
    const end = () => ending.abort()
    const stopTimer = this.#owner.clock.after(patienceMs, end)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    try {
      return await fetch(addressOf(this.#owner.url, `${path.slice(1)}${id ? `/${id}` : ''}`), {
        method,
        headers: { 'tus-resumable': '1.0.0', ...headers },
        credentials: 'omit',
        signal: ending.signal,
        ...(body && { body }),
      })
    } catch (cause) {
      if (isMistake(cause)) throw cause
      throw parleyError('UNAVAILABLE', { why: `an upload was cut off: ${wordsOf(cause)}` }, cause)
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
    const { tus, ends_in_ms }: Output<'file.upload'> = await this.#owner.call('file.upload', {})
    return { path: tus, isGood: () => age.most() < ends_in_ms - aheadMs }
  }
}
