/** What leaves for many readers at the same time, written down once for those who see the same. */
import type { Sight } from '@parley/wire'
import type { Encoding } from './encoding.ts'
import { type StreamEvent, seenBy } from './stream-event.ts'

/** Some events for all who read them: one buffer for those who see the same in the same encoding. */
export class Views {
  readonly #on: string
  readonly #events: readonly StreamEvent[]
  readonly #views = new Map<Encoding, Map<string, Buffer>>()

  constructor(on: string, events: readonly StreamEvent[]) {
    this.#on = on
    this.#events = events
  }

  of(encoding: Encoding, sight: Sight | undefined): Buffer {
    const views = this.#views.get(encoding) ?? new Map<string, Buffer>()
    this.#views.set(encoding, views)
    const key = this.#keyOf(sight)
    const view = views.get(key) ?? encoding.writeTexts(seenBy(this.#on, this.#events, sight))
    views.set(key, view)
    return view
  }

  /** Which of them are hidden; empty where none is. */
  #keyOf(sight: Sight | undefined): string {
    let key = ''
    for (const [place, event] of this.#events.entries()) if (!event.isSeenBy(sight)) key += `${place} `
    return key
  }
}
