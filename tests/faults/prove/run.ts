/** One run: people write while the platform fails as planned; then all is well again, and what they saw is judged. */
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../setup/eventually.ts'
import { connectRaw } from '../../setup/raw-client.ts'
import { type Chance, seeded } from '../../setup/seeded.ts'
import { standing } from '../../setup/sights.ts'
import { type Fault, faultsIn, type History, type Standing } from '../history/history.ts'
import type { Device } from './device.ts'
import { doSomething, type Scene } from './doings.ts'
import { carryOut, Targeted } from './faults.ts'
import { enter, type Person } from './person.ts'
import type { Plan } from './plan.ts'
import { Records } from './records.ts'
import type { Stage } from './stage.ts'

export interface Outcome {
  readonly history: History
  readonly faults: readonly Fault[]
  /** Whatever else is wrong, in words. */
  readonly complaints: readonly string[]
}

const patienceMs = 30_000
/** Lives at once of one person. */
const hands = 3

const write = async (scene: Scene, chance: Chance, isOver: () => boolean) => {
  const live = async (who: Person) => {
    while (!isOver()) {
      await doSomething(who, scene)
      await sleep(chance.whole(0, 15))
    }
  }
  await Promise.all(scene.people.flatMap((who) => Array.from({ length: hands }, () => live(who))))
}

/** What somebody follows, as a fresh connection says. */
const freshlyTold = async (url: string, { token }: Person) => {
  await using client = await eventually(
    'a fresh connection is let in',
    async () => connectRaw(url, await token()).catch(() => undefined),
    patienceMs,
  )
  return client.hello.streams
}

const stands = (device: Device, wanted: ReadonlyMap<string, number>) => {
  const places = standing(device.sights())
  return places.size === wanted.size && [...wanted].every(([on, head]) => places.get(on) === head)
}

const settle = async (person: Person, url: string): Promise<{ standings: Standing[]; complaints: string[] }> => {
  const told = await freshlyTold(url, person)
  const wanted = new Map(told.map(({ on, head }) => [on, head]))
  const complaints: string[] = []
  for (const device of [person.app, person.bot])
    await eventually('it stands at the end', () => stands(device, wanted), patienceMs).catch(() => {
      complaints.push(`${device.name} does not come to where ${person.name} stands`)
    })
  const standings = told
    .filter(({ on }) => on.startsWith('chat/room/'))
    .map(({ on, head, read, unread }) => ({ user: person.user, on, head, read, unread }))
  return { standings, complaints }
}
