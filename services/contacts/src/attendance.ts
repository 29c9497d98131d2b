/** Who of those in parties is there, as presence knows it: it is asked about all of them, and only what it surely knows counts. */
import { askInParts, type Bus, beforeIds } from '@parley/service-kit'
import { presenceOwner } from '@parley/wire'
import type { Context } from './context.ts'
import { onParty } from './party.ts'
import { judgeAbsence } from './party-rules.ts'
import { type AttendanceRow, findAttendance, listAttendance, noteAbsent } from './store/attendance.ts'
import { sweepParty } from './sweeping.ts'

const pageSize = 500
/** Of an id in the question, and of its answer. */
const idBytes = 50

export type Means = Pick<Context, 'db' | 'log' | 'config' | 'publisher'> & { readonly bus: Bus }
type Here = ReadonlyMap<string, boolean | null>

export const askPresence = async (bus: Bus, people: readonly string[]): Promise<Here> => {
  const told = await askInParts(bus, presenceOwner, 'present', people, { most: pageSize, bytesEach: idBytes })
  return new Map(people.map((person, place) => [person, told[place] ?? null]))
}

const gracesOf = ({ config }: Pick<Means, 'config'>) => ({
  away: config.PARTY_AWAY_SECONDS,
  drop: config.PARTY_DROP_SECONDS,
})

/** Decided once more behind the locks: they may have come in anew meanwhile. */
const act = async (
  means: Means,
  { party, person }: AttendanceRow,
  isHere: boolean,
): Promise<'away' | 'drop' | undefined> => {
  const done = await onParty(means, { party, by: null, about: [person] }, async (locked) => {
    const row = await findAttendance(locked.tx, party, person)
    if (!row) return undefined
    const verdict = judgeAbsence({ ...row, isHere }, gracesOf(means))
    if (verdict === 'drop') {
      await locked.leave(person, 'away')
      return verdict
    }
    const away = verdict === 'away'
    if (row.away === away || (!isHere && !away)) return undefined
    await locked.mark([person], { away })
    locked.tell('party.away', { user: person, away })
    return away ? verdict : undefined
  })
  if (done === 'drop') await sweepParty(means, party)
  return done
}

const attendPage = async (means: Means, rows: readonly AttendanceRow[], counts: { away: number; dropped: number }) => {
  const here = await askPresence(means.bus, [...new Set(rows.map(({ person }) => person))])
  const judged = rows.map((row) => {
    const isHere = here.get(row.person) ?? null
    return { row, isHere, verdict: judgeAbsence({ ...row, isHere }, gracesOf(means)) }
  })
  const those = (wanted: string) => judged.filter(({ verdict }) => verdict === wanted).map(({ row }) => row.person)
  await noteAbsent(means.db, those('note'), true)
  await noteAbsent(means.db, those('here'), false)
  for (const { row, isHere, verdict } of judged) {
    if (isHere === null || verdict === 'nothing' || verdict === 'note' || (isHere && !row.away)) continue
    const done = await act(means, row, isHere)
    if (done === 'away') counts.away++
    if (done === 'drop') counts.dropped++
  }
}

/** Where presence is not deployed, or does not answer, nothing is known of anybody. */
export const attend = async (means: Means): Promise<{ away: number; dropped: number }> => {
  const counts = { away: 0, dropped: 0 }
  let after = { person: beforeIds, party: beforeIds }
  for (;;) {
    const rows = await listAttendance(means.db, after, pageSize)
    const last = rows.at(-1)
    if (!last) return counts
    try {
      await attendPage(means, rows, counts)
    } catch (err) {
      means.log.debug({ err }, 'presence does not say who is there: nobody in a party is taken to be away')
      return counts
    }
    after = last
  }
}
