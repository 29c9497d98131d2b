/**
 * Which rooms of a space its residents see. Who sees the same is of one class: nearly everybody is, as what somebody sees follows from
 * their roles.
 */
import { createHash } from 'node:crypto'
import { hasPermission } from '@parley/protocol'
import type { StreamAudiences } from '@parley/wire'
import { type Overrides, overridesFrom, type PlacedRoom, permissionsOf } from './permissions.ts'

/** Of one moment. */
export interface SpaceRights {
  /** The last event of the space that changed them. */
  readonly at: number
  readonly owner: string
  /** What each role allows, by its id. */
  readonly roles: ReadonlyMap<number, bigint>
  readonly rooms: readonly PlacedRoom[]
  /** By room or category; those of people for those alone who are asked about. */
  readonly overrides: ReadonlyMap<string, Overrides>
  /** The roles of those asked about who live there. */
  readonly residents: ReadonlyMap<string, readonly number[]>
}

const bitsOf = (all: readonly boolean[]): string => {
  const bytes = Buffer.alloc(Math.ceil(all.length / 8))
  for (const [place, isSet] of all.entries())
    if (isSet) bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (1 << (place & 7))
  return bytes.toString('base64')
}

/** Whether somebody sees a room is worked out once for all of whom and which the rules say the same. */
class Seeing {
  readonly #rights: SpaceRights
  /** Those about whom some room says something. */
  readonly #named: ReadonlySet<string>
  readonly #byPlace = new Map<string, boolean>()
  readonly #byPerson = new Map<string, string>()

  constructor(rights: SpaceRights) {
    this.#rights = rights
    this.#named = new Set([...rights.overrides.values()].flatMap(({ people }) => [...people.keys()]))
  }

  /** The rooms that this one sees, as bits; undefined where they do not live there. */
  of(person: string): string | undefined {
    const { owner, residents, rooms } = this.#rights
    const roles = residents.get(person)
    if (!roles && person !== owner) return undefined
    const who = person === owner || this.#named.has(person) ? person : ''
    const key = `${who} ${roles?.toSorted()}`
    const known = this.#byPerson.get(key)
    const bits = known ?? bitsOf(rooms.map((room) => this.#sees(person, roles, overridesFrom(room))))
    this.#byPerson.set(key, bits)
    return bits
  }

  #sees(person: string, roles: readonly number[] | undefined, place: string): boolean {
    const { owner, overrides: all, roles: may } = this.#rights
    const overrides = all.get(place)
    const ask = () => {
      const resident = roles && { roles }
      return hasPermission(permissionsOf({ person, resident, space: { owner, roles: may }, overrides, now: 0 }), 'view')
    }
    if (person === owner || overrides?.people.has(person)) return ask()
    // Of their roles, only what they allow together counts, and what the place says of some.
    const held = (roles ?? []).reduce((set, role) => set | (may.get(role) ?? 0n), 0n)
    const said = (roles ?? []).filter((role) => overrides?.roles.has(role)).toSorted()
    const key = `${overrides ? place : ''} ${held} ${said}`
    const known = this.#byPlace.get(key) ?? ask()
    this.#byPlace.set(key, known)
    return known
  }
}

const nameOf = (list: readonly string[]): string => createHash('sha256').update(list.join()).digest('base64url')

/** Each room is an audience: of those who see it. In the order of the people; `known` is the list that the asker has. */
export const audiencesOf = (rights: SpaceRights, people: readonly string[], known?: string): StreamAudiences => {
  const seeing = new Seeing(rights)
  const classes = new Map<string, number>()
  const of = people.map((person) => {
    const bits = seeing.of(person)
    if (bits === undefined) return null
    const place = classes.get(bits) ?? classes.size
    classes.set(bits, place)
    return place
  })
  const audiences = rights.rooms.map(({ id }) => id)
  const list = nameOf(audiences)
  const told = { at: rights.at, list, classes: [...classes.keys()], of }
  return list === known ? told : { ...told, audiences }
}
