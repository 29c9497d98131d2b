/** A history and its faults, a line for each thing that somebody was shown or told. */
import { type Event, type Fault, faultsIn, type History, type Sight } from './history.ts'
import { type Read, read } from './recorded.ts'
import { Watch } from './seen.ts'
import { type Streams, streamsOf } from './stored.ts'

/** Who, of which stream, what, and what is wrong with it. */
type Line = readonly [who: string, on: string, what: string, faults: readonly Fault[]]

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const fewestDigits = 4

/** Every long id by its last digits, by as many as it takes to tell them apart. */
const shortened = (text: string): string => {
  const ids = new Set(text.match(uuids))
  let digits = fewestDigits
  while (new Set([...ids].map((id) => id.slice(-digits))).size < ids.size) digits++
  return text.replace(uuids, (id) => `…${id.slice(-digits)}`)
}

const told = ({ seq, id }: Event) => (id === undefined ? `${seq}` : `${seq} "${id}"`)

/** Numbers that follow each other as `first–last`. */
const runs = (seqs: readonly number[]): string => {
  const found: [number, number][] = []
  for (const seq of seqs) {
    const last = found.at(-1)
    if (last && seq === last[1] + 1) last[1] = seq
    else found.push([seq, seq])
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ')
}

function* storedLines(streams: Streams): Generator<Line> {
  for (const [on, { events }] of streams) {
    yield ['stored', on, runs(events.map(({ seq }) => seq)), []]
    for (const { seq, brings, takes } of events) {
      if (brings !== undefined) yield ['stored', on, `${seq} brings ${brings}`, []]
      if (takes !== undefined) yield ['stored', on, `${seq} takes ${takes}`, []]
    }
  }
}

const toldSight = (sight: Sight): string => {
  if ('page' in sight) return `page ${sight.page.map(told).join(', ')}`
  if ('ended' in sight) return 'ended'
  if ('from' in sight) return `${sight.anew ? 'begins at' : 'goes on from'} ${sight.from}`
  return told(sight)
}

function* seenLines(streams: Streams, { seen }: Read): Generator<Line> {
  for (const [name, { user, sights, stayed }] of seen) {
    const watch = new Watch(streams, name, user)
    for (const sight of sights) yield [name, sight.on, toldSight(sight), [...watch.take(sight)]]
    if (stayed) for (const fault of watch.end()) yield [name, fault.on, `stands at ${fault.seq}`, [fault]]
  }
}

/** What `faultsIn` finds outside of what clients were shown. */
function* otherLines(history: Read): Generator<Line> {
  const faults = faultsIn(history).filter(({ client }) => client === undefined)
  const isTold = new Set<Fault>()
  for (const { user, on, read: at } of history.moved) yield [user, on, `was told of a cursor at ${at}`, []]
  for (const { user, on, head, read: at, unread } of history.standings ?? []) {
    const own = faults.filter((fault) => fault.user === user && fault.on === on)
    for (const fault of own) isTold.add(fault)
    yield [user, on, `has head ${head}, cursor ${at}, unread ${unread}`, own]
  }
  for (const fault of faults) {
    if (isTold.has(fault)) continue
    if (fault.user !== undefined) yield [fault.user, fault.on, 'is not listed', [fault]]
    else yield [fault.fault === 'lost' ? 'acknowledged' : 'stored', fault.on, told(fault), [fault]]
  }
}

/** Lines that end where they hold something, each column as wide as it has to be; faults behind an arrow. */
export const tell = (history: History): string => {
  const known = read(history)
  const streams = streamsOf(known.stored)
  const lines = [...storedLines(streams), ...seenLines(streams, known), ...otherLines(known)]
  const text = shortened(
    lines
      .map(([who, on, what, faults]) => [who, on, what, faults.map(({ fault }) => fault).join(', ')].join('\t'))
      .join('\n'),
  )
  const rows = text.split('\n').map((line) => line.split('\t') as [string, string, string, string])
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  const [who, on] = [width(0), width(1)]
  return rows
    .map((row) => `${row[0].padEnd(who)}  ${row[1].padEnd(on)}  ${row[2]}${row[3] && `  ← ${row[3]}`}`)
    .join('\n')
}
