/**
 * What is read in chat is resolved here. Chat signals who has read how far; what is lost of that is found by asking it of those who
 * have something unread, a part at a time. So is who does not see a room any more.
 */

import type { SignalBody } from '@parley/protocol'
import { askOwner, beforeIds, type ConfigTable, coalesce, type Job, type Kit } from '@parley/service-kit'
import { decodeEvents, roomsOwner, type Standing } from '@parley/wire'
import { type Act, perform } from './acts.ts'
import type { Terms } from './raising.ts'
import { listOpen, type Open, type Reading } from './store/notifications.ts'

type Means = Pick<Kit<ConfigTable>, 'db' | 'bus' | 'log'> & { readonly terms: Terms }

const signal = '"ev":"cursor.moved"'

const readingsOf = (data: Uint8Array): Reading[] => {
  const { first, frames } = decodeEvents(data)
  if (first > 0) return []
  return frames.flatMap((frame) => {
    const text = Buffer.from(frame).toString()
    if (!text.includes(signal)) return []
    const { by, is } = JSON.parse(text) as { by: string; is: SignalBody<'cursor.moved'> }
    return [{ person: by, room: is.room, read: is.read }]
  })
}

/** What came while the last was written is the next batch. One process gets each signal. */
export const hearReading = ({ db, bus, log, terms }: Means): Disposable => {
  let waiting: Reading[] = []
  const run = coalesce(async () => {
    const readings = waiting
    waiting = []
    await db.transaction((tx) =>
      perform(
        tx,
        readings.map((read) => ({ read })),
        terms,
      ),
    )
  })
  const subscription = bus.listen(
    bus.subjects.events(`${roomsOwner}/user/>`),
    ({ data }) => {
      const readings = readingsOf(data)
      if (readings.length === 0) return
      waiting.push(...readings)
      run().catch((err) => log.debug({ err }, 'what was read is found later'))
    },
    'notify',
  )
  return { [Symbol.dispose]: () => subscription.unsubscribe() }
}

const openAtOnce = 250
const partsInRun = 8

const actsOf = ({ room, person }: Open, standing: Standing | null | undefined): Act[] => {
  if (!standing) return [{ settle: { room }, to: 'removed', person }]
  const gone: Act[] = standing.floor > 0 ? [{ settle: { room, message: standing.floor }, to: 'removed', person }] : []
  return [...gone, { read: { person, room, read: standing.read } }]
}

/** Of so many who have something unread, in each run; then of the next. */
export const lookAtReading = ({ db, bus, terms }: Omit<Means, 'log'>): Job<'people'> => {
  const begin: Open = { room: beforeIds, person: beforeIds }
  let place = begin
  return {
    name: 'look-at-reading',
    everySeconds: 5,
    isOften: true,
    counts: ['people'],
    run: async () => {
      let people = 0
      for (let part = 0; part < partsInRun; part++) {
        const open = await listOpen(db, place, openAtOnce)
        const asked = open.map(({ room, person }) => ({ room, user: person }))
        const standings = asked.length > 0 ? await askOwner(bus, roomsOwner, 'standings', asked) : []
        const acts = open.flatMap((one, at) => actsOf(one, standings[at]))
        await db.transaction((tx) => perform(tx, acts, terms))
        people += open.length
        place = open.length < openAtOnce ? begin : (open.at(-1) ?? begin)
        if (place === begin) break
      }
      return { people }
    },
  }
}
