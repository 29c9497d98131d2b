/** What a room is called, what it is about, and who may mention everybody there. Answers and events may come in any order: of each thing, what was said last counts. */
import type { EventBody, Output } from '@parley/protocol'

type Told = Pick<Output<'room.get'>, 'name' | 'topic' | 'mention_all'>
type Values = Required<Told>

const names = ['name', 'topic', 'mention_all'] as const

export class Profile {
  readonly #values: Values
  /** The position of the room at which each value was last told. */
  readonly #toldAt = { name: 0, topic: 0, mention_all: 0 }

  constructor({ name, topic = '', mention_all = 'admins' }: Told) {
    this.#values = { name, topic, mention_all }
  }

  get name(): string {
    return this.#values.name
  }

  get topic(): string {
    return this.#values.topic
  }

  get mention_all(): Values['mention_all'] {
    return this.#values.mention_all
  }

  /** As it all stood at `head`. Whether that is news. */
  take({ name, topic = '', mention_all = 'admins' }: Told, head: number): boolean {
    return this.#set({ name, topic, mention_all }, head)
  }

  apply(changed: EventBody<'room.changed'>, seq: number): boolean {
    return this.#set(changed, seq)
  }

  /** Another history: positions of before say nothing. */
  restart(): void {
    for (const name of names) this.#toldAt[name] = 0
  }

  #set(told: Partial<Values>, at: number): boolean {
    const before = { ...this.#values }
    for (const name of names) {
      const value = told[name]
      if (value === undefined || at < this.#toldAt[name]) continue
      this.#toldAt[name] = at
      Object.assign(this.#values, { [name]: value })
    }
    return names.some((name) => before[name] !== this.#values[name])
  }
}
