/** Who might see and say what in spaces, at every moment: by what Postgres held after each event of a space. */
import { hasPermission, type PermissionName } from '@parley/protocol'
import type { Stored } from '../history/history.ts'

/** A space as it was when an event of its stream was committed. */
export interface Change {
  readonly space: string
  readonly seq: number
  /** Just before the commit, by `Date.now()`. What was changed before is committed by then. */
  readonly at: number
  /** Of its rooms and their threads: how far each went, and of a thread its room. */
  readonly streams: Readonly<Record<string, readonly [head: number, parent: string | null]>>
  /** By room, and then by person, what they might do there; by its own id, who lived in the space. */
  readonly may: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Something of a room or of a space that somebody was told. */
export interface Received {
  readonly user: string
  readonly on: string
  /** The last position that it says something of; 0 where it says nothing of what was said. */
  readonly seq: number
  /** Of an event of a space: the room that it tells of. */
  readonly about?: string | undefined
  /** Not before it was asked, and when it came; by `Date.now()`. */
  readonly asked: number
  readonly came: number
}

/** Clocks are read in whole milliseconds. */
const slackMs = 1

const idOf = (on: string) => on.slice(on.lastIndexOf('/') + 1)

/** Of those in ascending order, the last that was there at this moment for sure, or may have been: -1 for none. */
const lastAt = (changes: readonly Change[], at: number): number => changes.findLastIndex((change) => change.at <= at)

export class Rights {
  readonly #bySpace: ReadonlyMap<string, readonly Change[]>
  readonly #spaceOf: ReadonlyMap<string, string>
  /** By thread. */
  readonly #parentOf: ReadonlyMap<string, string>

  constructor(all: readonly Change[]) {
    this.#bySpace = Map.groupBy(
      all.toSorted((one, other) => one.seq - other.seq),
      ({ space }) => space,
    )
    this.#spaceOf = new Map(
      all.flatMap(({ space, streams }) => [space, ...Object.keys(streams)].map((id) => [id, space])),
    )
    this.#parentOf = new Map(
      all.flatMap(({ streams }) =>
        Object.entries(streams).flatMap(([id, [, parent]]) => (parent === null ? [] : [[id, parent] as const])),
      ),
    )
  }

  /** Of this stream, what it was after each change; nothing where no space rules it. */
  #changesFor(on: string): readonly Change[] {
    return this.#bySpace.get(this.#spaceOf.get(idOf(on)) ?? '') ?? []
  }

  /** In a thread what they might do in its room, also before anything has told of it. */
  #may({ may }: Change, id: string, user: string): bigint {
    return BigInt(may[this.#parentOf.get(id) ?? id]?.[user] ?? 0)
  }

  #mayAny(change: Change | undefined, id: string, user: string, ...names: PermissionName[]): boolean {
    return change !== undefined && hasPermission(this.#may(change, id, user), ...names)
  }

  /** The change after which this was said: the place among all. */
  #saidAfter(changes: readonly Change[], id: string, seq: number): number {
    const headIn = (change: Change) => (change.space === id ? change.seq : change.streams[id]?.[0])
    const next = changes.findIndex((change) => (headIn(change) ?? 0) >= seq)
    return next >= 0 ? next - 1 : changes.findLastIndex((change) => headIn(change) !== undefined)
  }

  /** Whether they might not see it at any moment from when it was said, and they asked, to when it came. */
  isLeak({ user, on, seq, about, asked, came }: Received): boolean {
    const changes = this.#changesFor(on)
    if (changes.length === 0) return false
    const first = Math.max(this.#saidAfter(changes, idOf(on), seq), lastAt(changes, asked) - 1, 0)
    const until = changes.slice(first, lastAt(changes, came + slackMs) + 1)
    return !until.some((change) => this.#mayAny(change, about ?? idOf(on), user, 'view'))
  }

  /** Whether its author might not say it when it was said. */
  isUnallowed({ on, seq, id, by, edits, isRedacted }: Stored): boolean {
    const changes = this.#changesFor(on)
    if (changes.length === 0 || by === undefined || id === undefined || edits !== undefined || isRedacted) return false
    const change = changes[this.#saidAfter(changes, idOf(on), seq)]
    return !this.#mayAny(change, idOf(on), by, this.#parentOf.has(idOf(on)) ? 'send_in_threads' : 'send')
  }

  /** Whether they have ever left the space of this room: where they had read up to is gone then. */
  hasLeft(on: string, user: string): boolean {
    const changes = this.#changesFor(on)
    const came = changes.findIndex((change) => this.#mayAny(change, change.space, user, 'view'))
    return changes.slice(Math.max(came, 0)).some((change) => !this.#mayAny(change, change.space, user, 'view'))
  }

  /** Of a room, who sees it when all is over, and who ever managed its threads. */
  standingIn(on: string): { readonly sees: ReadonlySet<string>; readonly leads: ReadonlySet<string> } | undefined {
    const changes = this.#changesFor(on)
    const last = changes.at(-1)
    if (!last) return undefined
    const withIn = (change: Change, name: PermissionName) =>
      Object.keys(change.may[idOf(on)] ?? {}).filter((user) => this.#mayAny(change, idOf(on), user, name))
    return {
      sees: new Set(withIn(last, 'view')),
      leads: new Set(changes.flatMap((change) => withIn(change, 'manage_threads'))),
    }
  }
}
