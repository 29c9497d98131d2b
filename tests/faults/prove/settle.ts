/** After a run: waits until everybody stands where they should, and collects what there is to judge. */
import { mostFollowed } from '@parley/protocol'
import { steadyNow } from '@parley/service-kit'
import { eventually } from '../../setup/eventually.ts'
import { connectRaw } from '../../setup/raw-client.ts'
import { standing, standingsOf } from '../../setup/sights.ts'
import type { Standing, Stored } from '../history/history.ts'
import { againstRights } from './against-rights.ts'
import { mistoldContacts } from './contacts-told.ts'
import type { Device, Truth } from './device.ts'
import { type Judged, judgedByEpoch } from './epochs.ts'
import { mistoldMentions } from './mentions-told.ts'
import type { Person } from './person.ts'
import { lostVotes, miscounted } from './polled.ts'
import type { Room } from './records.ts'
import { Rights } from './rights.ts'
import { asKnown, hiddenBy, outOfOrder, saidFromOutside, statesIn, textsIn } from './said.ts'
import type { Scene } from './scene.ts'
import { missent, untilSent } from './sent-later.ts'
import { otherSpaces } from './spaces-told.ts'
import type { Stage } from './stage.ts'
import { mistoldThreads } from './threads-told.ts'

const patienceMs = 30_000
const lookAgainMs = 6_000

interface Told {
  readonly standings: Standing[]
  /** Of the rooms of the space and the threads that they may look at. */
  readonly asides: Standing[]
}

/** Where somebody stands, as a fresh connection says. */
const freshlyTold = async (url: string, { name, user, token }: Person, looked: readonly Room[]): Promise<Told> => {
  const tell = async () => {
    await using client = await connectRaw(url, await token())
    const names = looked.map(({ on }) => on)
    const { streams } = names.length > 0 ? await client.call('stream.follow', { streams: names }) : { streams: [] }
    return { standings: standingsOf(user, client.hello), asides: standingsOf(user, { streams }) }
  }
  return eventually(`${name} is let in`, () => tell().catch(() => undefined), patienceMs)
}

/** Where it has not been shown everything up to these positions, or follows something else than what it looks at; in words. */
export const apartFrom = (
  device: Pick<Device, 'sights'>,
  wanted: ReadonlyMap<string, number>,
  asides: ReadonlyMap<string, number> = new Map(),
): string[] => {
  const places = standing(device.sights())
  const missing = [...wanted].filter(([on]) => !places.has(on)).map(([on, seq]) => `${on} at ${seq}, not followed`)
  const others = [...places].flatMap(([on, seq]) => {
    const right = wanted.get(on) ?? asides.get(on)
    return right === seq ? [] : [`${on} at ${right ?? 'nothing'}, shown up to ${seq}`]
  })
  return [...missing, ...others]
}

/** Whether it has been shown everything up to these positions, and follows nothing else but what it looks at. */
export const stands = (...asked: Parameters<typeof apartFrom>): boolean => apartFrom(...asked).length === 0

const headsOf = (standings: readonly Standing[]) => new Map(standings.map(({ on, head }) => [on, head]))

interface Settled extends Told {
  readonly person: Person
  readonly complaints: string[]
}

interface Arrived extends Told {
  /** Where each device is apart from it, in words. */
  readonly apart: readonly (readonly [Device, string[]])[]
}

/** Once: where the person stands, and the devices after some time. */
const look = async (person: Person, url: string, looked: readonly Room[]): Promise<Arrived> => {
  const told = await freshlyTold(url, person, looked)
  const [wanted, asides] = [headsOf(told.standings), headsOf(told.asides)]
  const both = [person.app, person.bot]
  const arrive = () => both.every((device) => stands(device, wanted, asides))
  await eventually('they stand at the end', arrive, lookAgainMs).catch(() => {})
  return { ...told, apart: both.map((device) => [device, apartFrom(device, wanted, asides)] as const) }
}

const settleOne = async (person: Person, url: string, looked: readonly Room[]): Promise<Settled> => {
  const end = steadyNow() + patienceMs
  let { apart, ...told } = await look(person, url, looked)
  // What is read is resolved some seconds later: a stream may go on behind what was told first.
  while (apart.some(([, words]) => words.length > 0) && steadyNow() < end)
    ({ apart, ...told } = await look(person, url, looked))
  const complaints = apart.flatMap(([{ name }, words]) =>
    words.length > 0 ? [`${name} does not come to where ${person.name} stands: ${words.join('; ')}`] : [],
  )
  complaints.push(...(await otherSpaces(url, person)))
  return { ...told, person, complaints }
}

const devicesOf = (people: readonly Person[]) =>
  people
    .flatMap(({ app, bot }) => [app, bot])
    .map((device) => ({ name: device.name, user: device.user, sights: device.sightsByEpoch(), stayed: true }))

const truthFor = (stored: readonly Stored[], user: string): Truth => {
  const hidden = hiddenBy(stored, user)
  return {
    said: (room) => textsIn(stored, room, hidden),
    states: (room) => statesIn(stored, room, hidden),
  }
}

type Named = Pick<Standing, 'on'>

/**
 * Those that are judged. Whoever made a room may never have been told so, as on a busy machine no answer came in time: it is one of those
 * that people stand in.
 */
export const streamsOf = (
  known: readonly Named[],
  people: readonly Pick<Person, 'user'>[],
  standings: readonly Named[],
): string[] => {
  const untold = standings.filter(({ on }) => on.startsWith('chat/room/'))
  return [...new Set([...known, ...untold].map(({ on }) => on)), ...people.map(({ user }) => `chat/user/${user}`)]
}

export const settle = async (scene: Scene, stage: Stage): Promise<Judged> => {
  const { people, records, urls } = scene
  const unsent = await untilSent(people)
  const rights = new Rights(records.space ? ((await stage.rights?.(records.space.space)) ?? []) : [])
  const ofSpace = records.space?.rooms ?? []
  const threads = records.threads.slice(ofSpace.length - mostFollowed)
  const looked = [...ofSpace, ...threads]
  const settled = await Promise.all(
    people.map((person, place) => settleOne(person, urls[place % urls.length] as string, looked)),
  )
  const known = [...records.rooms, ...looked, ...[records.space, records.board].filter((one) => one !== undefined)]
  const streams = streamsOf(
    known,
    people,
    settled.flatMap(({ standings }) => standings),
  )
  const stored = asKnown(await stage.stored(streams, people), records, rights)
  const judged = judgedByEpoch({
    stored,
    epoch: await stage.epoch(),
    failOvers: stage.failOvers,
    records,
    rights,
    devices: [...devicesOf(people), ...[...records.visits].map(([name, visit]) => ({ name, ...visit }))],
    standings: settled.flatMap(({ standings, asides }) => [...standings, ...asides]),
    streams: new Set(streams),
  })
  const complaints = [
    ...judged.complaints,
    ...unsent,
    ...settled.flatMap((one) => one.complaints),
    ...people
      .flatMap(({ app, bot }) => [app, bot])
      .flatMap((device) => device.complaints(truthFor(stored, device.user))),
    ...people.flatMap(({ name, ask }) =>
      ask.stumbled.map((command) => `${name}'s script is told INTERNAL to ${command}`),
    ),
    ...people.flatMap((person) => [...outOfOrder(stored, person), ...saidFromOutside(stored, person)]),
    ...miscounted(stored),
    ...(scene.keeps ? [...lostVotes(stored, records), ...againstRights(rights, people, records, stored)] : []),
    ...(await missent(stored, scene)),
    ...(await mistoldMentions(scene)),
    ...(scene.keeps ? records.mistold : []),
    ...(await mistoldContacts(urls[0] as string, people)),
    ...(await mistoldThreads(stored, threads, settled)),
    ...(await stage.complaints([...people, ...records.newcomers])),
  ]
  return { ...judged, complaints }
}
