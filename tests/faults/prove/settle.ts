/** After a run: waits until everybody stands where they should, and collects what there is to judge. */
import { eventually } from '../../setup/eventually.ts'
import { connectRaw } from '../../setup/raw-client.ts'
import { standing, standingsOf } from '../../setup/sights.ts'
import type { Client, History, Place, Standing, Stored } from '../history/history.ts'
import type { Device } from './device.ts'
import type { Scene } from './doings.ts'
import type { Person } from './person.ts'
import type { Stage } from './stage.ts'

const patienceMs = 30_000

/** What somebody follows, as a fresh connection says. */
const freshlyTold = async (url: string, { name, user, token }: Person) => {
  await using client = await eventually(
    `${name} is let in`,
    async () => connectRaw(url, await token()).catch(() => undefined),
    patienceMs,
  )
  return standingsOf(user, client.hello)
}

const stands = (device: Device, wanted: ReadonlyMap<string, number>) => {
  const places = standing(device.sights())
  return places.size === wanted.size && [...wanted].every(([on, head]) => places.get(on) === head)
}

const settleOne = async (person: Person, url: string): Promise<{ standings: Standing[]; complaints: string[] }> => {
  const standings = await freshlyTold(url, person)
  const wanted = new Map(standings.map(({ on, head }) => [on, head]))
  const complaints: string[] = []
  for (const device of [person.app, person.bot])
    await eventually('it stands at the end', () => stands(device, wanted), patienceMs).catch(() => {
      complaints.push(`${device.name} does not come to where ${person.name} stands`)
    })
  return { standings, complaints }
}

const clients = (people: readonly Person[]): [string, Client][] =>
  people
    .flatMap(({ app, bot }) => [app, bot])
    .map((device) => [device.name, { user: device.user, sights: device.sights(), stayed: true }])

const textsIn = (stored: readonly Stored[], room: string) =>
  stored.flatMap(({ on, id }) => (on === `chat/room/${room}` && id !== undefined ? [id] : []))

/** An app sends the messages of a room in the order given; their texts end with a number that grows. */
const outOfOrder = (stored: readonly Stored[], { app }: Person): string[] => {
  const last = new Map<string, number>()
  return stored.flatMap(({ on, id }) => {
    if (!id?.startsWith(`${app.name} #`)) return []
    const number = Number(id.slice(id.lastIndexOf('#') + 1))
    const isRight = number > (last.get(on) ?? -1)
    last.set(on, number)
    return isRight ? [] : [`${id} stands behind a message that ${app.name} sent later`]
  })
}

export const settle = async (
  { people, records, urls }: Scene,
  stage: Stage,
): Promise<{ history: History; complaints: string[] }> => {
  const settled = await Promise.all(
    people.map((person, place) => settleOne(person, urls[place % urls.length] as string)),
  )
  const streams = [...records.rooms.map(({ on }) => on), ...people.map(({ user }) => `chat/user/${user}`)]
  const stored = await stage.stored(streams, people)
  const known = new Set(stored.map(({ on }) => on))
  const isKnown = ({ on }: Pick<Place, 'on'>) => known.has(on)
  const history: History = {
    tried: records.tried,
    acknowledged: records.acknowledged.filter(isKnown),
    moved: records.moved.filter(isKnown),
    stored,
    seen: new Map(
      [...clients(people), ...records.visits].map(([name, client]) => [
        name,
        { ...client, sights: [...client.sights].filter(isKnown) },
      ]),
    ),
    standings: settled.flatMap(({ standings }) => standings).filter(isKnown),
  }
  const complaints = [
    ...settled.flatMap((one) => one.complaints),
    ...people.flatMap(({ app }) => app.complaints((room) => textsIn(stored, room))),
    ...people.flatMap((person) => outOfOrder(stored, person)),
    ...(await stage.complaints(people)),
  ]
  return { history, complaints }
}
