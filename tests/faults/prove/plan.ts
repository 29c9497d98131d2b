/** What happens in one run, all of it decided by the seed. */
import { seeded } from '../../setup/seeded.ts'
import { deviceNames } from './person.ts'

/** What there is that something can happen to, by name. */
export interface Targets {
  /** Processes of ours, as in "chat 2"; none where the platform is run by others. */
  readonly parts: readonly string[]
  /** "postgres", "nats", "redis", and "pooler" and "s3" where there are such. */
  readonly servers: readonly string[]
  /** Between parts, as in "chat 2 to nats". */
  readonly links: readonly string[]
}

/** All that there is on a stage. */
export const targetsOf = (stage: { readonly [K in keyof Targets]: ReadonlyMap<string, unknown> }): Targets => ({
  parts: [...stage.parts.keys()],
  servers: [...stage.servers.keys()],
  links: [...stage.links.keys()],
})

export const kinds = [
  'kill',
  'freeze',
  'restart',
  'roll',
  'wipe',
  'stop at once',
  'cut',
  'stall',
  'delay',
  'crumble',
  'hang up',
  'noise',
  'retain',
  'throw out',
  'turn read-only',
  'set clock',
  'fail over',
] as const
export type Kind = (typeof kinds)[number]

export interface Step {
  readonly atMs: number
  readonly forMs: number
  readonly what: Kind
  readonly where: string
}

export interface Plan {
  readonly seed: number
  readonly people: number
  readonly rooms: number
  readonly writingMs: number
  /** In the order in which they begin. */
  readonly steps: readonly Step[]
}

export const mostPeople = 9
const writingMs = 3_000
export const longestMs = 1_200

type What = readonly [what: { readonly what: Kind; readonly where: string }, weight: number]

/** Each as likely as the others. */
const on = (what: Kind, where: readonly string[], weight: number): What[] =>
  where.map((one) => [{ what, where: one }, weight / where.length])

const devices = (people: number) =>
  Array.from({ length: people }, (_, place) => Object.values(deviceNames(place + 1))).flat()

/** How likely each is, of all that can happen. */
const choices = ({ parts, servers, links }: Targets, people: number): What[] => {
  const gateways = parts.filter((name) => name.startsWith('gateway'))
  const postgres = servers.filter((name) => name === 'postgres')
  const others = servers.filter((name) => name !== 'postgres' && name !== 's3')
  const stores = servers.filter((name) => name === 's3')
  return [
    ...on('kill', parts, 4),
    ...on('freeze', parts, 2),
    ...on('restart', parts, 2),
    ...on('roll', parts.length > 0 ? ['all'] : [], 0.5),
    ...on('stop at once', postgres, 1.5),
    ...on('throw out', postgres, 2),
    ...on('turn read-only', postgres, 2),
    ...on('retain', postgres, 1.5),
    ...on('fail over', postgres, 1),
    ...on('wipe', others, 2),
    ...on('freeze', others, 1),
    ...on('stop at once', stores, 1.5),
    ...on('freeze', stores, 1),
    ...on('noise', gateways, 3),
    ...on('set clock', gateways, 1.5),
    ...on('set clock', parts, 0.5),
    ...[links, devices(people)].flatMap((lines) => [
      ...on('cut', lines, 2),
      ...on('stall', lines, 1.5),
      ...on('delay', lines, 0.7),
      ...on('crumble', lines, 0.7),
      ...on('hang up', lines, 0.7),
    ]),
  ]
}

/** With a fault that happens in any case, where one is named and there is something to which it can. */
export const planFor = (seed: number, targets: Targets, wanted?: Kind): Plan => {
  const chance = seeded(seed)
  const people = chance.whole(4, mostPeople)
  const all = choices(targets, people)
  const step = (): Step => ({
    atMs: chance.whole(0, writingMs),
    forMs: chance.whole(20, longestMs),
    ...chance.weighted(all),
  })
  const fitting = all.filter(([{ what }]) => what === wanted)
  const more = (): Step[] => (fitting.length > 0 ? [{ ...step(), ...chance.weighted(fitting) }] : [])
  return {
    seed,
    people,
    rooms: chance.whole(2, 5),
    writingMs,
    steps: [...Array.from({ length: chance.whole(3, 8) }, step), ...more()].toSorted(
      (one, other) => one.atMs - other.atMs,
    ),
  }
}

export const tellStep = ({ atMs, forMs, what, where }: Step): string => `${atMs} ms ${what} ${where} for ${forMs} ms`
