/** One run: people write while the platform fails as planned; then all is well again, and what they saw is judged. */
import { setTimeout as sleep } from 'node:timers/promises'
import { uuid7 } from '@parley/client'
import { type Chance, seeded } from '../../setup/seeded.ts'
import { type Fault, faultsIn, type History } from '../history/history.ts'
import { beginSpace } from './begin-space.ts'
import { doSomething, leaveUnread, welcomeSomebody } from './doings.ts'
import { hideAtLast } from './doings-in-spaces.ts'
import { askPoll } from './doings-with-polls.ts'
import { beginThreads } from './doings-with-threads.ts'
import { carryOut, Targeted } from './faults.ts'
import { beginBoard } from './mentions-told.ts'
import { persist } from './persist.ts'
import { enter, type Person } from './person.ts'
import type { Plan } from './plan.ts'
import { type Scene, sayIn } from './scene.ts'
import { settle } from './settle.ts'
import { quietMs, type Stage } from './stage.ts'

export interface Outcome {
  readonly history: History
  readonly faults: readonly Fault[]
  /** Whatever else is wrong, in words. */
  readonly complaints: readonly string[]
}

/** What one person does at the same time. */
const hands = 3
/** How long after the last fault something may still be under way. */
const patienceMs = 30_000
/** Before the first one nothing keeps anybody waiting but the machine. */
const preparingMs = 240_000

const enterAll = async (
  scope: AsyncDisposableStack,
  stage: Stage,
  count: number,
  chance: Chance,
): Promise<Person[]> => {
  const people: Person[] = []
  // One after the other: on a busy machine so many passwords hashed at once would all take longer than a call may.
  for (let place = 1; place <= count; place++)
    people.push(scope.use(await enter(place, await stage.session(place), stage.urls, chance)))
  return people
}

/** Messages of the first room before all else, of which retention may take some away. */
const past = 300

/** Rooms with everybody in them, in the first a past, and with it threads and polls. */
const prepare = async (scene: Scene, rooms: number, { retain }: Stage) => {
  const { people, records, chance } = scene
  const [owner] = people as [Person, ...Person[]]
  const members = people.slice(1).map(({ user }) => user)
  for (let place = 0; place < rooms; place++) {
    const asked = { kind: 'group', key: uuid7(), name: `Room ${place}`, members } as const
    const made = await persist(() => owner.ask('room.create', asked))
    if (made) records.addRoom(made.room)
  }
  const [first] = records.rooms
  for (let sent = 0; sent < past && first; sent += 50)
    await Promise.all(Array.from({ length: 50 }, () => sayIn(first, 'bot', owner, scene)))
  await beginBoard(scene)
  await beginSpace(scene)
  await beginThreads(scene)
  await Promise.all(people.slice(0, 2).map((who) => askPoll(who, scene)))
  await retain(first?.on ?? '', chance.whole(0.75 * past, 0.95 * past))
}

/** Resolves when it is done, or to what it is that has not come to its end. */
const within = async (what: string, work: Promise<unknown>, ms = patienceMs): Promise<string[]> => {
  const late = new AbortController()
  const tooLate = sleep(ms, [`${what} not within ${ms} ms`], { signal: late.signal }).catch(() => [])
  const failed = (reason: unknown) => [`${what} ${reason instanceof Error ? reason.message : reason}`]
  const outcome = await Promise.race([work.then(() => [], failed), tooLate])
  late.abort()
  return outcome
}

const write = async (scene: Scene, isOver: () => boolean) => {
  const live = async (who: Person) => {
    while (!isOver()) {
      await doSomething(who, scene)
      await sleep(scene.chance.whole(0, 15))
    }
  }
  await Promise.all(scene.people.flatMap((who) => Array.from({ length: hands }, () => live(who))))
}

/** Events are lost meanwhile, and no later one tells of it. */
const lastWords = async (scene: Scene, { noises }: Stage) => {
  for (const noise of noises.values()) noise.share = 1 / 9
  await leaveUnread(scene)
  await welcomeSomebody(scene)
  await hideAtLast(scene)
  for (const noise of noises.values()) noise.share = 0
}

export const play = async (plan: Plan, stage: Stage): Promise<Outcome> => {
  await using scope = new AsyncDisposableStack()
  const chance = seeded(plan.seed)
  const people = await enterAll(scope, stage, plan.people, chance)
  const records = stage.records()
  const keeps = plan.steps.every(({ what }) => what !== 'fail over')
  const scene: Scene = {
    chance,
    urls: stage.urls,
    people,
    records,
    hides: stage.hides,
    keeps,
    hasSpace: stage.rights !== undefined,
  }
  const unprepared = await within('the rooms are there:', prepare(scene, plan.rooms, stage), preparingMs)

  let isOver = false
  const writing = write(scene, () => isOver)
  writing.catch(() => {})
  const targeted = new Targeted()
  const scenery = {
    ...stage,
    links: new Map([...stage.links, ...people.flatMap((person) => [...person.links])]),
    retain: (share: number) => stage.retain(records.rooms[0]?.on ?? '', Math.floor(past * share)),
  }
  const failing = Promise.all(plan.steps.map((step) => carryOut(scenery, step, targeted)))
  await Promise.all([failing, sleep(plan.writingMs)])
  isOver = true
  const complaints = [
    ...unprepared,
    ...(await within('all is ready again:', stage.untilReady())),
    ...(await within('everybody is answered:', writing)),
    ...(await within('the last words are said:', lastWords(scene, stage))),
    ...(await within('nothing goes on by itself:', stage.untilQuiet(), quietMs)),
  ]
  const { now, before, complaints: others } = await settle(scene, stage)
  // Of several histories, the one to be told is the first that something is wrong with.
  const judged = [now, ...before].map((history) => ({ history, faults: faultsIn(history) }))
  const [told = judged[0]] = judged.filter(({ faults }) => faults.length > 0)
  return {
    history: told?.history ?? now,
    faults: judged.flatMap(({ faults }) => faults),
    complaints: [...complaints, ...others],
  }
}
