/** How far those have read who let others see it, as far as that was loaded, and kept true from then on. */
import type { Output } from '@parley/protocol'

/** Somebody (`user`, their id) has read everything up to `read`, and has everything up to `delivered` on a device. */
export type Receipt = Output<'receipt.list'>['receipts'][number]

export class Receipts {
  readonly #known = new Map<string, Receipt>()
  #all: readonly Receipt[] = []

  /** The same array until somebody has read on. */
  get all(): readonly Receipt[] {
    return this.#all
  }

  /** What is later counts. Whether that is news. */
  take({ user, read = 0, delivered = 0 }: Partial<Receipt> & Pick<Receipt, 'user'>): boolean {
    const { read: before = -1, delivered: had = -1 } = this.#known.get(user) ?? {}
    if (read <= before && Math.max(read, delivered) <= had) return false
    this.#known.set(user, { user, read: Math.max(read, before), delivered: Math.max(read, delivered, had) })
    this.#all = [...this.#known.values()]
    return true
  }

  /** Who sends has read; of who shows nothing, nothing is known. */
  sent(user: string, seq: number): void {
    if (this.#known.has(user)) this.take({ user, read: seq })
  }

  /** Those who show it now: who no longer does is forgotten. */
  replace(receipts: readonly Receipt[]): void {
    const shown = new Set(receipts.map(({ user }) => user))
    for (const user of [...this.#known.keys()]) if (!shown.has(user)) this.#known.delete(user)
    for (const receipt of receipts) this.take(receipt)
    this.#all = [...this.#known.values()]
  }
}
