import { setTimeout as pause } from 'node:timers/promises'
import { atOnce } from '../../setup/at-once.ts'
import { type Parley, type Person, startParley } from '../contestants/parley.ts'
import { meter, partsPer } from '../load/usage.ts'
import { openWire, type Wire } from '../load/wire.ts'
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
}

const gateways = 2
const cpu = 'CPU µs per change'

/** What all clients have got. */
interface Got {
  changes: number
  bytes: number
}

interface Watcher {
  ask(command: string, input: object): Promise<void>
}

/** Counts what it is told of others, and reads no more of it. */
const openWatcher = async (port: number, { token }: Person, got: Got): Promise<Watcher> => {
  const waiting = new Map<number, { resolve(): void; reject(reason: Error): void }>()
  let last = 0
  const take = (buffer: Buffer, start: number, end: number): void => {
    const frame = buffer.subarray(start, end)
    if (frame.includes('"presence.changed"')) {
      got.changes++
      got.bytes += frame.length
      return
    }
    const id = Number(/^\{"id":(\d+)/.exec(frame.toString('latin1', 0, 20))?.[1])
    if (frame.includes('"error"')) waiting.get(id)?.reject(new Error(frame.toString()))
    else waiting.get(id)?.resolve()
    waiting.delete(id)
  }
  const wire: Wire = await openWire({ port, path: '/v1/socket', protocols: `parley.v1.json, bearer.${token}` }, take)
  const ask = (command: string, input: object): Promise<void> =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      wire.send(JSON.stringify({ id, do: command, with: input }))
    })
  await ask('hello', {})
  return { ask }
}

/** Those before and after somebody in a ring: whoever watches somebody is watched by them. */
const contactsOf = (people: readonly Person[], place: number, count: number): Person[] =>
  Array.from({ length: count }, (_, step) => {
    const away = (step >> 1) + 1
    const other = step % 2 === 0 ? place + away : place - away
    return people[(other + people.length) % people.length] as Person
  })

/** Each second others change, one after the other in that second. */
const changeAll = async (watchers: readonly Watcher[], { changingPerSecond, seconds }: Size): Promise<number> => {
  const perSecond = Math.ceil((watchers.length * changingPerSecond) / 100)
  const begun = performance.now()
  const answers: Promise<void>[] = []
  for (let change = 0; change < perSecond * seconds; change++) {
    const dueAt = begun + (change * 1_000) / perSecond
    if (performance.now() < dueAt) await pause(dueAt - performance.now())
    // Far from each other in the ring, and each as seldom as can be.
    const watcher = watchers[(change * 7_919) % watchers.length] as Watcher
    answers.push(watcher.ask('presence.set', { status: `Change ${change}` }))
  }
  await Promise.all(answers)
  return answers.length
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
  return {
    figures: {
      'CPU ms to come in and watch': came.micros / 1_000 / people.length,
      'changes told': got.changes,
      'bytes each': got.bytes / got.changes,
      [cpu]: usage.micros / changes,
      'cores while they change': usage.micros / 1_000_000 / usage.seconds,
      'cores while nobody does': quiet().micros / 1_000_000 / (size.settleMs / 1_000),
      lost: Math.abs(due - got.changes),
      refused: 0,
      'out of order': 0,
    },
    note: `${cpu}: ${partsPer(usage, changes)}`,
  }
}

export const presence = defineScenario({
  name: 'presence',
  about:
    'People on two gateways watch their contacts. Each second some change their status, and each change is told to all who watch: nothing else is told, and nothing twice. Changes while people come in do not count.',
  sizes: {
    full: { people: 5_000, contacts: 50, changingPerSecond: 2, seconds: 20, settleMs: 5_000 },
    short: { people: 20, contacts: 6, changingPerSecond: 50, seconds: 1, settleMs: 5_000 },
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
      ],
      plotted: [cpu, 'cores while they change'],
    }
  },
})
