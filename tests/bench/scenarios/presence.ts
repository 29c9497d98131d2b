import { setTimeout as pause } from 'node:timers/promises'
import { atOnce } from '../../setup/at-once.ts'
import { type Parley, type Person, startParley } from '../contestants/parley.ts'
import { type Asker, contactsOf, openAsker } from '../load/asker.ts'
import { meter, partsPer } from '../load/usage.ts'
import { defineScenario, figureOf, nothingLost } from './scenario.ts'

interface Size {
  readonly people: number
  /** Whom each of them watches; they watch each other. */
  readonly contacts: number
  /** Of a hundred people. */
  readonly changingPerSecond: number
  readonly seconds: number
  /** Within which the last change has come to all. */
  readonly settleMs: number
  /** Whether one of the two gateways is killed when all is done. */
  readonly kills: boolean
}

const gateways = 2
const cpu = 'CPU µs per change'

/** Within which those of a gateway that is killed have to be offline to all. */
const mostGoneSeconds = 30

/** What all clients have got. */
interface Got {
  changes: number
  bytes: number
}

/** Counts what it is told of others. */
const openWatcher = (port: number, person: Person, got: Got): Promise<Asker> =>
  openAsker(port, person, (frame) => {
    const isChange = frame.includes('"presence.changed"')
    if (isChange) {
      got.changes++
      got.bytes += frame.length
    }
    return isChange
  })

/** Each second others change, one after the other in that second. */
const changeAll = async (watchers: readonly Asker[], { changingPerSecond, seconds }: Size): Promise<number> => {
  const perSecond = Math.ceil((watchers.length * changingPerSecond) / 100)
  const begun = performance.now()
  const answers: Promise<void>[] = []
  for (let change = 0; change < perSecond * seconds; change++) {
    const dueAt = begun + (change * 1_000) / perSecond
    if (performance.now() < dueAt) await pause(dueAt - performance.now())
    // Far from each other in the ring, and each as seldom as can be.
    const watcher = watchers[(change * 7_919) % watchers.length] as Asker
    answers.push(watcher.ask('presence.set', { status: `Change ${change}` }))
  }
  await Promise.all(answers)
  return answers.length
}

/** Everybody whom the others have left watches people of both, as they come by turns. */
const killOne = async (
  parley: Parley,
  { people, contacts, settleMs }: Size,
  got: Got,
): Promise<Record<string, number>> => {
  const [, killed] = parley.edges
  if (!killed) return {}
  const isThere = (place: number) => place % gateways === 0
  const ring = Array.from({ length: people }, (_, place) => place)
  const due = ring
    .filter(isThere)
    .flatMap((place) => contactsOf(ring, place, contacts).filter((other) => !isThere(other)))
  got.changes = 0
  const { [`gateway ${gateways}`]: _, ...left } = parley.processes
  const used = meter(left)
  const begun = performance.now()
  process.kill(killed.pid, 'SIGKILL')
  let [most, before, lastAt] = [0, 0, begun]
  while (performance.now() < begun + mostGoneSeconds * 1_000 + settleMs) {
    await pause(1_000)
    const now = got.changes - before
    if (now > 0) lastAt = performance.now()
    most = Math.max(most, now)
    before = got.changes
    if (got.changes >= due.length && now === 0) break
  }
  return {
    'seconds until those of a killed gateway are offline': (lastAt - begun) / 1_000,
    'told of them': got.changes,
    'told too much or too little of them': Math.abs(due.length - got.changes),
    'most told of them in a second': most,
    'CPU s for them': used().micros / 1_000_000,
  }
}

const measure = async (parley: Parley, size: Size) => {
  const { people } = await parley.make({ people: size.people, rooms: [] })
  const got: Got = { changes: 0, bytes: 0 }
  const coming = meter(parley.processes)
  const places = people.map((person, place) => ({ person, port: parley.edges[place % gateways]?.port as number }))
  const watchers = await atOnce(places, 50, ({ person, port }) => openWatcher(port, person, got))
  await atOnce([...watchers.entries()], 50, ([place, { ask }]) =>
    ask('topic.watch', {
      topics: contactsOf(people, place, size.contacts).map(({ user }) => `presence/person/${user}`),
    }),
  )
  const came = coming()
  await pause(size.settleMs)
  got.changes = 0
  got.bytes = 0
  const used = meter(parley.processes)
  const changes = await changeAll(watchers, size)
  const due = changes * size.contacts
  for (const end = performance.now() + size.settleMs; got.changes < due && performance.now() < end; ) await pause(50)
  const usage = used()
  const quiet = meter(parley.processes)
  await pause(size.settleMs)
  const atRest = quiet().micros / 1_000_000 / (size.settleMs / 1_000)
  const told = { ...got }
  const gone = size.kills ? await killOne(parley, size, got) : {}
  return {
    figures: {
      'CPU ms to come in and watch': came.micros / 1_000 / people.length,
      'changes told': told.changes,
      'bytes each': told.bytes / told.changes,
      [cpu]: usage.micros / changes,
      'cores while they change': usage.micros / 1_000_000 / usage.seconds,
      'cores while nobody does': atRest,
      ...gone,
      lost: Math.abs(due - told.changes),
      refused: 0,
      'out of order': 0,
    },
    note: `${cpu}: ${partsPer(usage, changes)}`,
  }
}

const goneTargets = (ours: Parameters<typeof figureOf>[0]) => {
  const seconds = 'seconds until those of a killed gateway are offline'
  const wrong = 'told too much or too little of them'
  return [
    { what: seconds, reached: figureOf(ours, seconds), most: mostGoneSeconds },
    { what: wrong, reached: figureOf(ours, wrong), most: 0 },
  ]
}

export const presence = defineScenario({
  name: 'presence',
  about:
    'People on two gateways watch their contacts. Each second some change their status, and each change is told to all who watch: nothing else is told, and nothing twice. Changes while people come in do not count. In the end one of the gateways is killed, and those who were there are offline to the others.',
  sizes: {
    full: { people: 5_000, contacts: 50, changingPerSecond: 2, seconds: 20, settleMs: 5_000, kills: true },
    short: { people: 20, contacts: 6, changingPerSecond: 50, seconds: 1, settleMs: 5_000, kills: false },
  },
  run: async (size, lend) => {
    await using scope = new AsyncDisposableStack()
    const parley = scope.use(await lend(startParley, gateways))
    const ours = { name: 'Parley', ...(await measure(parley, size)) }
    return {
      title: `Presence: ${size.people.toLocaleString('en')} people with ${size.contacts} contacts each, ${size.changingPerSecond}% change each second`,
      rows: [ours],
      targets: [
        { what: 'changes missing, or told for nothing', reached: figureOf(ours, 'lost'), most: 0 },
        nothingLost(ours),
        ...(size.kills ? goneTargets(ours) : []),
      ],
      plotted: [cpu, 'cores while they change'],
    }
  },
})
