/**
 * What is sealed for somebody, and can be shown by them alone for a while: where they may upload, and which file of which message they asked
 * for. Whoever gets hold of it has what they have: so it ends soon, and who may see a file is asked anew each time.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Part } from './store/contents.ts'

/** That somebody may upload. */
export interface UploadSeal {
  readonly user: string
}

/** That somebody asked for a part of a file: of a message, as a picture of somebody, or their own. */
export interface LinkSeal {
  readonly user: string
  readonly file: string
  readonly part: Part
  readonly room?: string | undefined
  readonly seq?: number | undefined
  /** The person whose picture it is. */
  readonly of?: string | undefined
}

type Fields = readonly (string | number)[]

const parts: readonly Part[] = ['whole', 'large', 'small']
const macBytes = 24

export class Seals {
  readonly #key: Buffer
  readonly #now: () => number

  /** `now` in milliseconds since 1970. */
  constructor(key: Buffer, now: () => number) {
    this.#key = key
    this.#now = now
  }

  upload({ user }: UploadSeal, forMs: number): string {
    return this.#seal(['u', user], forMs)
  }

  link({ user, file, part, room = '', seq = 0, of }: LinkSeal, forMs: number): string {
    if (of !== undefined) return this.#seal(['w', user, file, parts.indexOf(part), of], forMs)
    return this.#seal(['l', user, file, parts.indexOf(part), room, seq], forMs)
  }

  /** Undefined where it is none, or no longer good. */
  readUpload(text: string): UploadSeal | undefined {
    const [kind, user] = this.#open(text) ?? []
    return kind === 'u' ? { user: String(user) } : undefined
  }

  readLink(text: string): LinkSeal | undefined {
    const [kind, user, file, part, room, seq] = this.#open(text) ?? []
    const asked = { user: String(user), file: String(file), part: parts[Number(part)] ?? 'whole' }
    if (kind === 'w') return { ...asked, of: String(room) }
    if (kind !== 'l') return undefined
    return room === '' ? asked : { ...asked, room: String(room), seq: Number(seq) }
  }

  #mac(body: string): Buffer {
    return createHmac('sha256', this.#key).update(body).digest().subarray(0, macBytes)
  }

  #seal(fields: Fields, forMs: number): string {
    const body = Buffer.from(JSON.stringify([this.#now() + forMs, ...fields])).toString('base64url')
    return `${body}.${this.#mac(body).toString('base64url')}`
  }

  #open(text: string): Fields | undefined {
    const [body = '', mac = ''] = text.split('.', 2)
    const given = Buffer.from(mac, 'base64url')
    if (given.length !== macBytes || !timingSafeEqual(given, this.#mac(body))) return undefined
    const [ends, ...fields] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [number, ...Fields]
    return ends > this.#now() ? fields : undefined
  }
}
