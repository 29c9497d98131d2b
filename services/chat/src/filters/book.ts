/** The filters of all spaces, as this process knows them. */
import type { Queryable } from '@parley/service-kit'
import { listFilters, listVersions, type Ruled, ruledBy } from '../store/filters.ts'
import { type Compiled, compile } from './compile.ts'

/** What is thrown away is found anew. */
const mostRooms = 50_000
const mostCompiled = 500

/** What is kept of the latest, and no more than that. */
class Kept<Value> {
  readonly #values = new Map<string, Value>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get = (key: string): Value | undefined => this.#values.get(key)

  set(key: string, value: Value): Value {
    if (this.#values.size >= this.#most) this.#values.delete(this.#values.keys().next().value as string)
    this.#values.set(key, value)
    return value
  }
}

export interface InForce extends Compiled {
  readonly space: string
  /** The room that rules the one asked about. */
  readonly room: string
}

export class FilterBook {
  readonly #db: Queryable
  /** Of spaces that have filters. */
  readonly #versions = new Map<string, number>()
  readonly #compiled = new Kept<{ readonly version: number; readonly filters: Compiled }>(mostCompiled)
  readonly #rooms = new Kept<Ruled>(mostRooms)

  private constructor(db: Queryable) {
    this.#db = db
  }

  static async open(db: Queryable): Promise<FilterBook> {
    const book = new FilterBook(db)
    await book.look(true)
    return book
  }

  /** Where no space has any, nobody asks any further. */
  get isEmpty(): boolean {
    return this.#versions.size === 0
  }

  /** At what was changed lately, or at all. */
  async look(all = false): Promise<void> {
    for (const { space, version, isFiltered } of await listVersions(this.#db, all))
      if (isFiltered) this.#versions.set(space, version)
      else this.#versions.delete(space)
  }

  /** Those of a space, in one of its rooms or in general. */
  async ofSpace(space: string, room = space): Promise<InForce | undefined> {
    const version = this.#versions.get(space)
    if (version === undefined) return undefined
    const known = this.#compiled.get(space)
    if (known?.version === version) return { ...known.filters, space, room }
    const filters = compile(await listFilters(this.#db, space))
    this.#compiled.set(space, { version, filters })
    return { ...filters, space, room }
  }

  /** Those of the space that a room is of, if it has any. */
  async ofRoom(room: string): Promise<InForce | undefined> {
    const ruled = this.#rooms.get(room) ?? (await this.#find(room))
    return ruled?.space ? this.ofSpace(ruled.space, ruled.room) : undefined
  }

  async #find(room: string): Promise<Ruled | undefined> {
    const ruled = await ruledBy(this.#db, room)
    return ruled && this.#rooms.set(room, ruled)
  }
}
