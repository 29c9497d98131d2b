/**
 * Work put off to the end of the current turn of the event loop, so that what arrived in one turn leaves together:
 * first the streams join their events into one buffer, then each connection writes once.
 */
export interface Flushable {
  flush(): void
}

export class Turn {
  readonly #streams: Flushable[] = []
  readonly #connections: Flushable[] = []
  #due = false

  flushStream(stream: Flushable): void {
    this.#streams.push(stream)
    this.#schedule()
  }

  flushConnection(connection: Flushable): void {
    this.#connections.push(connection)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#due) return
    this.#due = true
    setImmediate(() => {
      for (const stream of this.#streams.splice(0)) stream.flush()
      this.#due = false
      for (const connection of this.#connections.splice(0)) connection.flush()
    })
  }
}
