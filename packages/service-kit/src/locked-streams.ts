import type { StreamKind } from '@parley/protocol'

export interface LockedStream<Kind extends StreamKind = StreamKind> {
  readonly id: string
  readonly kind: Kind
  head: number
  readonly floor: number
  tally: number
  /** The stream whose events say who sees this one, where that is another one. */
  readonly ruler?: string | null
}

/** What a transaction has locked. A stream is found as what it is: under another kind its id is as unknown as any. */
export class LockedStreams {
  readonly #byId: ReadonlyMap<string, LockedStream>

  constructor(streams: readonly LockedStream[]) {
    this.#byId = new Map(streams.map((stream) => [stream.id, stream]))
  }

  get ids(): string[] {
    return [...this.#byId.keys()]
  }

  find<Kind extends StreamKind>(kind: Kind, id: string): LockedStream<Kind> | undefined {
    const stream = this.#byId.get(id)
    return stream?.kind === kind ? (stream as LockedStream<Kind>) : undefined
  }

  /** One that has to be there. */
  of<Kind extends StreamKind>(kind: Kind, id: string): LockedStream<Kind> {
    const stream = this.find(kind, id)
    if (!stream) throw new Error(`no stream ${kind}/${id} is locked`)
    return stream
  }
}
