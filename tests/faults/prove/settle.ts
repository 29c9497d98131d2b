/** After a run: waits until everybody stands where they should, and collects what there is to judge. */
import { eventually } from '../../setup/eventually.ts'
import { connectRaw } from '../../setup/raw-client.ts'
import { standing, standingsOf } from '../../setup/sights.ts'
import type { Standing, Stored } from '../history/history.ts'
import type { Device, Truth } from './device.ts'
import type { Scene } from './doings.ts'
import { type Judged, judgedByEpoch } from './epochs.ts'
import type { Person } from './person.ts'
import { hiddenBy, outOfOrder, reactionsIn, saidFromOutside, textsIn, withTexts } from './said.ts'
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

/** Whether it has been shown everything up to these positions, and follows nothing else. */
export const stands = (device: Pick<Device, 'sights'>, wanted: ReadonlyMap<string, number>) => {
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

const devicesOf = (people: readonly Person[]) =>
  people
    .flatMap(({ app, bot }) => [app, bot])
    .map((device) => ({ name: device.name, user: device.user, sights: device.sightsByEpoch(), stayed: true }))

const truthFor = (stored: readonly Stored[], user: string): Truth => {
  const hidden = hiddenBy(stored, user)
  return {
    said: (room) => textsIn(stored, room, hidden),
    reactions: (room) => reactionsIn(stored, room, hidden),
  }
}

export const settle = async ({ people, records, urls }: Scene, stage: Stage): Promise<Judged> => {
  const settled = await Promise.all(
    people.map((person, place) => settleOne(person, urls[place % urls.length] as string)),
  )
  const streams = [...records.rooms.map(({ on }) => on), ...people.map(({ user }) => `chat/user/${user}`)]
  const stored = withTexts(await stage.stored(streams, people), records.acknowledged)
  const judged = judgedByEpoch({
    stored,
    epoch: await stage.epoch(),
    failOvers: stage.failOvers,
    records,
    devices: [...devicesOf(people), ...[...records.visits].map(([name, visit]) => ({ name, ...visit }))],
    standings: settled.flatMap(({ standings }) => standings),
    streams: new Set(streams),
  })
  const complaints = [
    ...judged.complaints,
    ...settled.flatMap((one) => one.complaints),
    ...people
      .flatMap(({ app, bot }) => [app, bot])
      .flatMap((device) => device.complaints(truthFor(stored, device.user))),
    ...people.flatMap(({ name, ask }) =>
      ask.stumbled.map((command) => `${name}'s script is told INTERNAL to ${command}`),
    ),
    ...people.flatMap((person) => [...outOfOrder(stored, person), ...saidFromOutside(stored, person)]),
    ...(await stage.complaints([...people, ...records.newcomers])),
  ]
  return { ...judged, complaints }
}
