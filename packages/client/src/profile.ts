/** What a room is called, what it is about, and what is set of it. Answers and events may come in any order: of each thing, what was said last counts. */
import type { EventBody, Output } from '@parley/protocol'

type Values = Required<EventBody<'room.changed'>>
type Told = Pick<Output<'room.get'>, 'name' | Exclude<keyof Values, 'name'>>

/** What holds where nothing is told. */
const usual: Values = {
  name: '',
  topic: '',
  mention_all: 'admins',
  posting: 'members',
  slow_seconds: 0,
  theme: 'plain',
  picture: '',
  newcomers: 'all',
  keep_hours: 0,
  keep_pins: false,
  keep_threads: false,
}
const names = Object.keys(usual) as (keyof Values)[]

export class Profile {
  #values = usual
  /** The position of the room at which each value was last told. */
  #toldAt: Partial<Record<keyof Values, number>> = {}

  constructor(told: Told) {
    this.take(told, 0)
  }

  /** The same object until something in it changes. */
  get all(): Values {
    return this.#values
  }

  /** As it all stood at `head`. Whether that is news. */
  take(told: Told, head: number): boolean {
    return this.apply({ ...usual, ...told }, head)
  }

  apply(changed: Partial<Values>, seq: number): boolean {
    const before = this.#values
    for (const name of names) {
      const value = changed[name]
      if (value === undefined || seq < (this.#toldAt[name] ?? 0)) continue
      this.#toldAt[name] = seq
      if (value !== this.#values[name]) this.#values = { ...this.#values, [name]: value }
    }
    return before !== this.#values
  }

  /** Another history: positions of before say nothing. */
  restart(): void {
    this.#toldAt = {}
  }
}
