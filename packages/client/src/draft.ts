/**
 * What one has written in a room and not sent, the same on all devices. It is saved some seconds after one has begun to type and when
 * one leaves, never for each letter. Nothing typed is lost: what two devices wrote at the same time stands one after the other.
 */
import type { Input, Output } from '@parley/protocol'
import type { Clock } from './clock.ts'
import { isFinal } from './insist.ts'
import { messageText } from './table.inline.ts'

/** What one has written and not sent. */
export interface Draft {
  /** Empty where there is none. */
  readonly text: string
  /** Position of the message that it answers. */
  readonly reply?: number | undefined
}

/** A draft as a store keeps it: plain data. */
export interface KeptDraft extends Draft {
  /** Of the last one of the server that it takes into account. */
  readonly version: number
  /** Whether the server has it. */
  readonly isSaved: boolean
}

/** Where drafts outlive the program, before they have come to the server and while that cannot be reached. */
export interface DraftStore {
  /** Asked for each room, once. */
  load(room: string): KeptDraft | undefined
  /** At each letter, so it is not to wait. An empty one that is saved need not be kept. */
  save(room: string, draft: KeptDraft): void
}

type Told = Output<'draft.get'>

export interface DraftOwner {
  readonly clock: Clock
  readonly store: DraftStore
  readonly isOnline: boolean
  set(draft: Omit<Input<'draft.set'>, 'room'>): Promise<Output<'draft.set'>>
  changed(): void
  report(fault: unknown): void
}

const saveAfterMs = 3_000

const none: KeptDraft = { text: '', version: 0, isSaved: true }

const isSame = (one: Draft, other: Draft): boolean => one.text === other.text && one.reply === other.reply

const isBlank = (text: string): boolean => text.trim() === ''

/** Of a whole book the characters are not counted. */
const isTooLong = (text: string): boolean =>
  text.length > messageText.maxLength &&
  (text.length > 2 * messageText.maxLength || [...text].length > messageText.maxLength)

const withReply = (reply: number | undefined) => ({ ...(reply && { reply }) })

/** What is typed here stands behind what was typed elsewhere, unless one of them holds the other. */
const joined = (here: Draft, there: Draft): Draft => {
  const { text } = here
  if (there.text.includes(text.trim())) return there
  if (text.includes(there.text)) return here
  return { text: `${there.text}\n\n${text}`, ...withReply(here.reply ?? there.reply) }
}

export class LiveDraft {
  readonly #room: string
  readonly #owner: DraftOwner
  #kept: KeptDraft
  /** What of it others see: the same object until it is another. */
  #shown: Draft
  /** On its way to the server, or perhaps there: where that has it, it is ours. */
  #sent: Draft | undefined
  #saving: Promise<void> | undefined
  #stopTimer: (() => void) | undefined
  /** The server does not take it: it stays here. */
  #isRefused = false

  constructor(room: string, owner: DraftOwner) {
    this.#room = room
    this.#owner = owner
    this.#kept = this.#guarded(() => owner.store.load(room)) ?? none
    this.#shown = this.#shownOf(this.#kept)
    this.#later()
  }

  get shown(): Draft {
    return this.#shown
  }

  get version(): number {
    return this.#kept.version
  }

  write(text: string, reply: number | undefined): void {
    const { version } = this.#kept
    this.#isRefused = false
    // The server need not hear of what it never had.
    this.#set({ text, ...withReply(reply), version, isSaved: isBlank(text) && version === 0 && !this.#sent })
    if (text === '') void this.save()
    else this.#later()
  }

  /** Now, where there is anything to save. Resolves when the server has it, or does not take it. */
  save(): Promise<void> {
    this.rest()
    if (!this.#saving && !this.#isDue()) return Promise.resolve()
    this.#saving ??= this.#save().finally(() => {
      this.#saving = undefined
      this.#later()
    })
    return this.#saving
  }

  /** There is one of this version on the server; `get` tells it. What is being saved may be that. */
  async heard(version: number, get: () => Promise<Told>): Promise<void> {
    await this.#saving
    if (version <= this.#kept.version) return
    const told = await get()
    this.take({ ...told, version: Math.max(version, told.version) })
  }

  /** What the server has. */
  take(told: Told): void {
    const { version } = told
    if (version <= this.#kept.version) return
    const here = this.#kept
    const there: Draft = { text: told.text, ...withReply(told.reply) }
    const isOurs = this.#sent !== undefined && isSame(this.#sent, there)
    if (here.isSaved || isSame(here, there) || isBlank(here.text)) this.#set({ ...there, version, isSaved: true })
    else if (isOurs || there.text === '') this.#set({ ...here, version })
    else this.#set({ ...joined(here, there), version, isSaved: false })
    this.#later()
  }

  /** It is no longer there, as of when we knew of this version. */
  gone(version: number, isSaved = true): void {
    const kept = this.#kept
    if (kept.isSaved && kept.version === version && kept.text !== '') this.#set({ ...none, version, isSaved })
  }

  /**
   * One has sent a message at this time of the server, on whatever device. What is typed since then stays. Where many others have written
   * since the draft the server does not find that message: so it is told.
   */
  ended(at: number): void {
    if (this.#kept.version <= at) this.gone(this.#kept.version, false)
    this.#later()
  }

  /** What the server has is known. */
  wake(): void {
    this.#isRefused = false
    this.#later()
  }

  rest(): void {
    this.#stopTimer?.()
    this.#stopTimer = undefined
  }

  async #save(): Promise<void> {
    if (!this.#isDue()) return
    const { text, reply, version } = this.#kept
    const sent = { text, ...withReply(reply) }
    this.#sent = sent
    try {
      const wire = isBlank(text) ? '' : text.toWellFormed()
      this.#answered(sent, await this.#owner.set({ text: wire, ...withReply(reply), version }))
    } catch (error) {
      this.#isRefused = isFinal(error)
    }
  }

  /** What the server has not, and takes. */
  #isDue(): boolean {
    const { text, version, isSaved } = this.#kept
    if (isSaved || this.#isRefused || !this.#owner.isOnline || isTooLong(text)) return false
    return !isBlank(text) || version > 0
  }

  #answered(sent: Draft, { saved, ...told }: Output<'draft.set'>): void {
    if (!saved) this.take(told)
    else
      this.#set({
        ...this.#kept,
        version: Math.max(told.version, this.#kept.version),
        isSaved: isSame(this.#kept, sent),
      })
  }

  #later(): void {
    if (this.#stopTimer || this.#saving || !this.#isDue()) return
    this.#stopTimer = this.#owner.clock.after(saveAfterMs, () => void this.save())
  }

  #set(kept: KeptDraft): void {
    this.#kept = kept
    this.#guarded(() => this.#owner.store.save(this.#room, kept))
    if (isSame(kept, this.#shown)) return
    this.#shown = this.#shownOf(kept)
    this.#owner.changed()
  }

  #shownOf({ text, reply }: KeptDraft): Draft {
    return { text, ...withReply(reply) }
  }

  #guarded<T>(act: () => T): T | undefined {
    try {
      return act()
    } catch (fault) {
      this.#owner.report(fault)
      return undefined
    }
  }
}
