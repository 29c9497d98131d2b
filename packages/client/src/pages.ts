/** Pages of history are loaded one after the other; who wants no more than the page under way gets that one. */
export class Pages {
  readonly #load: (limit: number) => Promise<boolean>
  #underWay: { readonly limit: number; readonly page: Promise<boolean> } | undefined

  constructor(load: (limit: number) => Promise<boolean>) {
    this.#load = load
  }

  async next(limit: number): Promise<boolean> {
    const before = this.#underWay
    if (before && limit <= before.limit) return before.page
    const underWay = { limit, page: this.#loadAfter(before?.page, limit) }
    this.#underWay = underWay
    return underWay.page.finally(() => {
      if (this.#underWay === underWay) this.#underWay = undefined
    })
  }

  async #loadAfter(before: Promise<boolean> | undefined, limit: number): Promise<boolean> {
    await before?.catch(() => {})
    return this.#load(limit)
  }
}
