/** Where the bytes of files lie, under names that this service makes. */
import type { Readable } from 'node:stream'

/** Both ends included. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** What a browser that is sent to the store itself is told by it. */
export interface Told {
  readonly type: string
  /** As in `Content-Disposition`. */
  readonly disposition: string
  /** How long the address is good. */
  readonly seconds: number
}

/** Each method fails with UNAVAILABLE where the store is away. */
export interface Store {
  /** Takes the file that lies at this path, and removes it there. When it resolves, it is there for good. */
  take(name: string, path: string): Promise<void>
  /** The same of what comes, all of it: a stream that breaks off leaves nothing. */
  put(name: string, bytes: Readable): Promise<void>
  /** Undefined where there is none of this name. */
  read(name: string, span?: Span): Promise<Readable | undefined>
  /** Bytes; undefined where there is none of this name. */
  size(name: string): Promise<number | undefined>
  /** Also what has come of them and is not whole. Nothing is wrong with what is not there. */
  remove(names: readonly string[]): Promise<void>
  /** All names there are, in no order. */
  list(): AsyncIterable<string>
  /** An address of the store to which anybody may write so many bytes of this name, and not one more or less, for a while. Not given as with `link`. */
  readonly sign?: (name: string, bytes: number, seconds: number) => Promise<string>
  /** An address of the store by which anybody has it for a while. Not given: browsers do not reach the store. */
  readonly link?: (name: string, told: Told) => Promise<string>
}
