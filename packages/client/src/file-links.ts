/** Links to files, which are good for a while: asked for together, and anew before they end while somebody looks. */
import type { Input, Output } from '@parley/protocol'
import { Changes } from './changes.ts'
import { stopwatch } from './clock.ts'
import { insist } from './insist.ts'
import { addressOf } from './options.ts'
import type { RoomsOwner } from './rooms.ts'

/** A file of a message, which is at `seq` in `room`; the picture of a room, a space or somebody, by their id as `room`; without these, one of one's own. */
export type AskedFile = Input<'file.link'>['files'][number]

type Answer = Output<'file.link'>['links'][number]

/**
 * Addresses of a file: the `whole`, and of an image that is shown a `large` and a `small` one, of at most 1,280 and 320 pixels a side. What
 * is not there is not to be had. With what its owner says of it (`alt`), and how loud a recording is (`waveform`, from 0 to 255).
 */
export interface FileLinks extends Pick<Answer, 'whole' | 'large' | 'small' | 'alt'> {
  /** Of a recording: up to 64 numbers. */
  readonly waveform?: readonly number[] | undefined
}

export type LinksOwner = Pick<RoomsOwner, 'call' | 'clock' | 'url' | 'report' | 'random' | 'isEnded' | 'pause'>

const mostAtOnce = 50
/** Links of which less is left are asked for anew: the part of their life, and so many milliseconds at most. */
const aheadPart = 4
const mostAheadMs = 60_000

const bytesOf = (base64: string): number[] => Array.from(atob(base64), (byte) => byte.charCodeAt(0))

/** The links of one file; `subscribe` tells when there are others, and keeps them good until it is ended. */
export class LinkedFile {
  /** Which file it is. */
  readonly asked: AskedFile
  readonly #changes: Changes
  readonly #ask: (linked: LinkedFile) => void
  #watchers = 0
  #links: FileLinks | undefined
  #isGood = () => false

  /** @internal `files.linksTo` gives one. */
  constructor(asked: AskedFile, report: (fault: unknown) => void, ask: (linked: LinkedFile) => void) {
    this.asked = asked
    this.#changes = new Changes(report)
    this.#ask = ask
  }

  /** Calls the listener when there are others; the function it gives ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const stop = this.#changes.subscribe(listener)
    this.#watchers += 1
    if (!this.#isGood()) this.#ask(this)
    let isOn = true
    return () => {
      if (isOn) this.#watchers -= 1
      isOn = false
      stop()
    }
  }

  /** Those that were told last: nothing before the first, and `{}` where it is not to be seen. */
  get links(): FileLinks | undefined {
    return this.#links
  }

  /** Asks for others now: for whoever finds that these are not good. */
  renew(): void {
    this.#ask(this)
  }

  /** @internal */
  get isWatched(): boolean {
    return this.#watchers > 0
  }

  /** @internal */
  take(links: FileLinks, isGood: () => boolean): void {
    this.#links = links
    this.#isGood = isGood
    this.#changes.note()
  }
}

const keyOf = ({ file, room, seq }: AskedFile): string => [file, room, seq].join(' ')

export class Links {
  readonly #owner: LinksOwner
  readonly #all = new Map<string, LinkedFile>()
  #due = new Set<LinkedFile>()

  constructor(owner: LinksOwner) {
    this.#owner = owner
  }

  to(asked: AskedFile): LinkedFile {
    const key = keyOf(asked)
    const known = this.#all.get(key) ?? new LinkedFile(asked, this.#owner.report, this.#askSoon)
    this.#all.set(key, known)
    return known
  }

  readonly #askSoon = (linked: LinkedFile): void => {
    if (this.#due.size === 0) queueMicrotask(() => this.#askDue())
    this.#due.add(linked)
  }

  #askDue(): void {
    const due = [...this.#due]
    this.#due = new Set()
    for (let from = 0; from < due.length; from += mostAtOnce) void this.#insist(due.slice(from, from + mostAtOnce))
  }

  async #insist(due: readonly LinkedFile[]): Promise<void> {
    const isWanted = () => due.some(({ isWatched }) => isWatched)
    await insist(() => this.#ask(due), isWanted, this.#owner)
  }

  async #ask(due: readonly LinkedFile[]): Promise<void> {
    const { call, clock } = this.#owner
    const age = stopwatch(clock)
    const { links, ends_in_ms } = await call('file.link', { files: due.map(({ asked }) => asked) })
    const goodMs = ends_in_ms - Math.min(mostAheadMs, ends_in_ms / aheadPart)
    for (const [place, linked] of due.entries()) linked.take(this.#linksOf(links[place]), () => age.most() < goodMs)
    clock.after(goodMs, () => this.#renew(due))
  }

  #linksOf(answer: Answer | undefined): FileLinks {
    const { whole, large, small, alt, waveform } = answer ?? {}
    const at = (path: string) => addressOf(this.#owner.url, path.slice(1)).href
    return {
      ...(whole && { whole: at(whole) }),
      ...(large && { large: at(large) }),
      ...(small && { small: at(small) }),
      ...(alt && { alt }),
      ...(waveform && { waveform: bytesOf(waveform) }),
    }
  }

  #renew(due: readonly LinkedFile[]): void {
    for (const linked of due) {
      if (linked.isWatched) this.#askSoon(linked)
      else this.#all.delete(keyOf(linked.asked))
    }
  }
}
