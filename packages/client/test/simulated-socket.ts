import type { WebSocketLike } from '../src/web-socket.ts'
import type { SimulatedClock } from './simulated-clock.ts'

/** Both ends of a connection: in order in each direction, after a delay, until it is cut. */
export class SimulatedSocket implements WebSocketLike {
  binaryType = 'blob'
  onopen: ((event: never) => void) | null = null
  onmessage: ((event: { readonly data: unknown }) => void) | null = null
  onclose: ((event: { readonly code: number }) => void) | null = null
  onerror: ((event: never) => void) | null = null
  readonly protocols: readonly string[]
  /** Called with each frame of the client when it arrives. */
  onrequest: (frame: never) => void = () => {}
  /** Called when nothing more will arrive, on either side. */
  ongone: () => void = () => {}
  /** Milliseconds that a frame takes now. */
  delay: () => number = () => 5
  /** Of one frame; a larger one closes the connection. */
  mostBytes: () => number = () => Number.POSITIVE_INFINITY
  isOpen = false
  /** The close code that the client was told. */
  closedWith: number | undefined
  #isCut = false
  #clearUp = 0
  #clearDown = 0
  readonly #clock: SimulatedClock

  constructor(protocols: readonly string[], clock: SimulatedClock) {
    this.protocols = protocols
    this.#clock = clock
  }

  send(data: string | Uint8Array): void {
    const text = data as string
    const take = () => {
      if (new TextEncoder().encode(text).length > this.mostBytes()) this.cut(1009)
      else this.onrequest(JSON.parse(text) as never)
    }
    this.#clearUp = this.#travel(this.#clearUp, take)
  }

  close(): void {
    this.#isCut = true
    this.isOpen = false
    this.ongone()
  }

  /** Nothing more arrives, and the client is not told. */
  vanish(): void {
    this.close()
  }

  accept(): void {
    this.#down(() => {
      this.isOpen = true
      this.onopen?.(undefined as never)
    })
  }

  tell(frame: unknown): void {
    const data = JSON.stringify(frame)
    this.#down(() => this.onmessage?.({ data }))
  }

  /** What was under way before gets there; what comes after does not. */
  cut(code: number): void {
    this.#down(() => this.#tellClosed(code))
  }

  /** At once; whatever is under way is lost. */
  sever(): void {
    if (!this.#isCut) this.#tellClosed(1006)
  }

  #tellClosed(code: number): void {
    this.close()
    this.closedWith = code
    this.onclose?.({ code })
  }

  #down(then: () => void): void {
    this.#clearDown = this.#travel(this.#clearDown, then)
  }

  #travel(clear: number, then: () => void): number {
    const arrival = Math.max(clear, this.#clock.now() + this.delay())
    this.#clock.after(arrival - this.#clock.now(), () => {
      if (!this.#isCut) then()
    })
    return arrival
  }
}
