/** Who is there, in Redis: many people in one question each, by shards. */
import type { LeaseNews } from '@parley/wire'
import type { Choice } from './choice.ts'
import { type Redis, type ScriptName, shardOf } from './redis.ts'
import { shards } from './scripts.ts'
import type { Settling } from './settling.ts'

/** What others see of somebody from now on. */
export interface Change {
  readonly user: string
  readonly version: number
  /** The inner of a JSON object. */
  readonly shown: string
}

export interface Told {
  readonly changes: readonly Change[]
  /** Those who are there, and of whom it is not known what they have chosen. */
  readonly unknown: readonly string[]
}

/** Also of people of whom nothing is known. */
export type Shown = Omit<Change, 'user'>

/** Of somebody of whom nothing is known. */
export const neverThere: Shown = { version: 0, shown: '"state":"offline"' }

/** People in one call of a script: Redis does nothing else meanwhile. */
const mostInScript = 200

type Row = readonly [user: string, version?: string, shown?: string]

const told = (rows: readonly Row[]): Told => ({
  changes: rows.flatMap(([user, version, shown]) =>
    version === undefined || shown === undefined ? [] : [{ user, version: Number(version), shown }],
  ),
  unknown: rows.flatMap(([user, version]) => (version === undefined ? [user] : [])),
})

export interface PresencesOptions {
  readonly redis: Redis
  readonly prefix: string
  readonly graceMs: number
  readonly settling: Pick<Settling, 'remembersMs'>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export class Presences {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #graceMs: number
  readonly #settling: Pick<Settling, 'remembersMs'>
  readonly #now: () => number

  constructor({ redis, prefix, graceMs, settling, now }: PresencesOptions) {
    this.#redis = redis
    this.#prefix = prefix
    this.#graceMs = graceMs
    this.#settling = settling
    this.#now = now
  }

  /** News of a gateway. */
  async lease({ gateway, turn, forMs, here, gone }: LeaseNews): Promise<Told> {
    const words: [string, string][] = [
      ...here.map(([user, active]): [string, string] => [user, String(active)]),
      ...gone.map((user): [string, string] => [user, '-']),
    ]
    return this.#each(
      'lease',
      words,
      ([user]) => user,
      [gateway, turn, forMs, this.#graceMs],
      (word) => word,
    )
  }

  async choose(choices: readonly Choice[]): Promise<Told> {
    const args = ({ person, turn, state, lastSeen, status, statusEnds, activity, activityEnds }: Choice) => [
      person,
      turn,
      state,
      lastSeen,
      status && JSON.stringify(status),
      statusEnds,
      Object.keys(activity).length > 0 ? JSON.stringify(activity) : '',
      activityEnds,
    ]
    return this.#each('choose', choices, ({ person }) => person, [this.#graceMs], args)
  }

  /** Looks for what has ended: leases, a status, an activity. */
  async end(): Promise<Told> {
    const all = await Promise.all(Array.from({ length: shards }, (_, shard) => this.#due(shard)))
    return this.#each(
      'end',
      all.flat(),
      (user) => user,
      [],
      (user) => [user],
    )
  }

  #due(shard: number): Promise<string[]> {
    return this.#redis.run('due', [this.#key(shard, 'due')], [this.#now(), mostInScript]) as Promise<string[]>
  }

  /**
   * What others see of each, in the order of the question. Where somebody knows a later version than there is, and nothing is still
   * to be heard, what is there gets a later one.
   */
  async read(asked: readonly { readonly user: string; readonly known?: number }[]): Promise<Shown[]> {
    const found = new Map<string, Shown>()
    // Who is asked for by many is looked at once.
    const knownOf = new Map<string, number>()
    for (const { user, known = -1 } of asked) knownOf.set(user, Math.max(known, knownOf.get(user) ?? -1))
    await Promise.all(
      this.#parts([...knownOf], ([user]) => user).map(async ({ shard, items }) => {
        const keys = [this.#key(shard, 'began'), ...items.map(([user]) => this.#personKey(user))]
        const args = [this.#now(), this.#settling.remembersMs, ...items.map(([, known]) => known)]
        const rows = (await this.#redis.run('read', keys, args)) as [string, string][]
        items.forEach(([user], place) => {
          const [version, shown] = rows[place] as [string, string]
          found.set(user, { version: Number(version), shown })
        })
      }),
    )
    return asked.map(({ user }) => found.get(user) as Shown)
  }

  /** Whether each has a device, whatever they show of it, in the order of the question; null where that is not known for sure. */
  async present(users: readonly string[]): Promise<(boolean | null)[]> {
    const told = await this.#known('present', users)
    return told.map((one) => (one === null ? null : one === 1))
  }

  /** For how many milliseconds nobody has sat before a device of each, in the order of the question; null where that is not known for sure. */
  used(users: readonly string[]): Promise<(number | null)[]> {
    return this.#known('used', users)
  }

  async #known(script: 'present' | 'used', users: readonly string[]): Promise<(number | null)[]> {
    const found = new Map<string, number | null>()
    await Promise.all(
      this.#parts([...new Set(users)], (user) => user).map(async ({ shard, items }) => {
        const keys = [this.#key(shard, 'began'), ...items.map((user) => this.#personKey(user))]
        const told = (await this.#redis.run(script, keys, [this.#now(), this.#settling.remembersMs])) as number[]
        items.forEach((user, place) => {
          found.set(user, told[place] === -1 ? null : (told[place] ?? null))
        })
      }),
    )
    return users.map((user) => found.get(user) ?? null)
  }

  async #each<Item>(
    script: ScriptName,
    items: readonly Item[],
    userOf: (item: Item) => string,
    first: readonly (string | number)[],
    argsOf: (item: Item) => readonly (string | number)[],
  ): Promise<Told> {
    const rows = await Promise.all(
      this.#parts(items, userOf).map(async (part) => {
        const keys = [this.#key(part.shard, 'due'), ...part.items.map((item) => this.#personKey(userOf(item)))]
        const args = [this.#now(), ...first, ...part.items.flatMap(argsOf)]
        return (await this.#redis.run(script, keys, args)) as Row[]
      }),
    )
    return told(rows.flat())
  }

  #parts<Item>(items: readonly Item[], userOf: (item: Item) => string): { shard: number; items: readonly Item[] }[] {
    const parts: { shard: number; items: readonly Item[] }[] = []
    for (const [shard, own] of Map.groupBy(items, (item) => shardOf(userOf(item))))
      for (let at = 0; at < own.length; at += mostInScript)
        parts.push({ shard, items: own.slice(at, at + mostInScript) })
    return parts
  }

  #personKey(user: string): string {
    return this.#key(shardOf(user), `person:${user}`)
  }

  #key(shard: number, name: string): string {
    return `${this.#prefix}:{${shard}}:${name}`
  }
}
