/** Most of what happens concerns no notification: only what does needs a lock. What is raised in the same step is looked at in any case. */
import type { Transaction } from '@parley/service-kit'
import type { Act, Doable, Over } from './acts.ts'
import { holdersAmong, openAmong, type Reading, toldAmong, type Which } from './store/notifications.ts'

/** Of each room the furthest. */
const furthest = (readings: readonly Reading[]): Reading[] => {
  const found = new Map<string, Reading>()
  for (const reading of readings) {
    const key = `${reading.person} ${reading.room}`
    if ((found.get(key)?.read ?? -1) < reading.read) found.set(key, reading)
  }
  return [...found.values()]
}

const isOver = (act: Act): act is Over => 'over' in act
const raisedIn = (acts: readonly Act[]) => acts.flatMap((act) => ('raise' in act ? [act.raise] : []))

const withoutReads = async (tx: Transaction, acts: readonly Doable[]): Promise<Doable[]> => {
  const reads = furthest(acts.flatMap((act) => ('read' in act ? [act.read] : [])))
  if (reads.length === 0) return [...acts]
  const raised = new Set(raisedIn(acts).map(({ person }) => person))
  const open = new Set(await openAmong(tx, reads))
  const kept = reads.filter((reading) => open.has(reading) || raised.has(reading.person))
  return [...acts.filter((act) => !('read' in act)), ...kept.map((read) => ({ read }))]
}

/** Of what is about something besides a message: who was told of it, by that. */
const holders = async (tx: Transaction, acts: readonly Act[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const about = acts.flatMap((act) =>
    isOver(act) ? [act.over.of] : 'settle' in act && act.settle.of ? [act.settle.of] : [],
  )
  const found = new Map(about.map((of) => [of, new Set<string>()]))
  if (found.size === 0) return found
  for (const { of, person } of await holdersAmong(tx, [...found.keys()])) found.get(of)?.add(person)
  for (const { of = '', person } of raisedIn(acts)) found.get(of)?.add(person)
  return found
}

const withoutSettled = async (tx: Transaction, acts: readonly Act[]): Promise<Doable[]> => {
  const of = await holders(tx, acts)
  return acts.flatMap((act): Doable[] => {
    if (isOver(act)) {
      const { over: settle, to, except } = act
      const people = [...(of.get(settle.of) ?? [])].filter((person) => person !== except)
      return people.toSorted().map((person) => ({ settle, to, person }))
    }
    return 'settle' in act && act.settle.of && !of.get(act.settle.of)?.has(act.person) ? [] : [act]
  })
}

type OfMessage = Which & { readonly room: string; readonly exactly: number }
const isOfMessage = (which: Which): which is OfMessage => which.room !== undefined && which.exactly !== undefined

const withoutUntold = async (tx: Transaction, acts: readonly Doable[]): Promise<Doable[]> => {
  const asked = acts.flatMap((act) =>
    'settle' in act && isOfMessage(act.settle)
      ? [{ act, person: act.person, room: act.settle.room, message: act.settle.exactly }]
      : [],
  )
  if (asked.length === 0) return [...acts]
  const raised = new Set(raisedIn(acts).map(({ person }) => person))
  const told = new Set((await toldAmong(tx, asked)).map(({ act }) => act))
  const idle = new Set<Doable>(asked.map(({ act }) => act).filter((act) => !told.has(act) && !raised.has(act.person)))
  return acts.filter((act) => !idle.has(act))
}

export const withoutIdle = async (tx: Transaction, acts: readonly Act[]): Promise<Doable[]> =>
  withoutUntold(tx, await withoutReads(tx, await withoutSettled(tx, acts)))
