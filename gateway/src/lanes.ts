/** Keeps the order of one sender: of its commands in one room, say, the next leave when those before them are answered. */
import { commands } from '@parley/protocol'
import type { Departure } from './departures.ts'
import type { Request } from './router.ts'

/** Commands of one lane that go together: they go in one message. */
const mostTogether = 32

type Ready = (lane: Lane) => void

/** Commands that keep their order. What waited goes in one piece: it reaches one process, in order. */
class Lane implements Departure {
  readonly #ready: Ready
  readonly #close: () => void
  readonly #waiting: Request[] = []
  #outstanding = 0

  constructor(ready: Ready, close: () => void) {
    this.#ready = ready
    this.#close = close
  }

  add(request: Request): void {
    this.#waiting.push(request)
  }

  take(most: number): Request[] {
    const taken = this.#waiting.splice(0, Math.min(most, mostTogether))
    this.#outstanding = taken.length
    return taken.map((request) => ({
      ...request,
      done: (text) => {
        request.done(text)
        this.#answered()
      },
    }))
  }

  #answered(): void {
    if (--this.#outstanding > 0) return
    if (this.#waiting.length > 0) this.#ready(this)
    else this.#close()
  }
}

export class Lanes {
  readonly #bySender = new WeakMap<object, Map<string, Lane>>()

  /** Calls `ready` with the lane of the request, where it has to wait for no other. */
  add(sender: object, key: string, request: Request, ready: Ready): void {
    const lanes = this.#bySender.get(sender) ?? new Map<string, Lane>()
    this.#bySender.set(sender, lanes)
    const known = lanes.get(key)
    if (known) {
      known.add(request)
      return
    }
    const lane = new Lane(ready, () => void lanes.delete(key))
    lanes.set(key, lane)
    lane.add(request)
    ready(lane)
  }
}

/** What names the lane of a request; undefined where its order does not matter. */
export const laneOf = ({ name, input }: Request): string | undefined => {
  const member = commands[name].inOrderOf
  return member === undefined ? undefined : `${name} ${input[member]}`
}
