/** Drafts, of which there are no events: the last that was saved, until its author says something there or leaves. */
import { isCounted } from './room.ts'
import type { World } from './world.ts'

export interface Saved {
  readonly text: string
  readonly version: number
  /** In which turn it was saved. */
  readonly turn: number
}

/** A message that so many events lie before need not end a draft. */
const searched = 400

/** By room; undefined where it is open which was first, as both were done at once. Empty where there is none. */
export const draftsOf = (world: World, person: string, saved: ReadonlyMap<string, Saved>) => {
  const stateOf = (id: string, { text, turn }: Saved): string | undefined => {
    if (!world.isIn(person, id)) return ''
    const { events } = world.room(id)
    const said = events.filter((event) => event.by === person && isCounted(event))
    const left = world.own(person).left.get(world.parents.get(id) ?? id) ?? 0
    const turns = [...said.map(({ at }) => at), left].map((at) => world.turnAt(at) - turn)
    if (turns.some((after) => Math.abs(after) <= 1)) return undefined
    if (!turns.some((after) => after > 1)) return text
    const between = events.filter(({ at, seq }) => world.turnAt(at) >= turn && seq < (said.at(-1)?.seq ?? 0)).length
    return between > searched ? undefined : ''
  }
  return new Map([...saved].map(([id, draft]) => [id, stateOf(id, draft)]))
}
