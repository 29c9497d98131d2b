/** What there is to judge, apart by the epochs that it was told in: each against what the server of that epoch held. */
import type { FailOver } from '../../setup/moving-postgres.ts'
import type { Acknowledged, Client, History, Moved, Place, Standing, Stored } from '../history/history.ts'
import type { Records, Told, Visit } from './records.ts'
import type { Rights } from './rights.ts'
import { asKnown, unclearIn } from './said.ts'

/** An answer that was given before a server ended may arrive so much later. */
const lateMs = 5_000

interface Shown {
  /** Of the streams that there is something to know of, at the end. */
  readonly stored: readonly Stored[]
  /** 0 where nobody can know: then there is one. */
  readonly epoch: number
  readonly failOvers: readonly FailOver[]
  readonly records: Records
  readonly rights: Rights
  readonly devices: readonly (Visit & { readonly name: string })[]
  readonly standings: readonly Standing[]
  readonly streams: ReadonlySet<string>
}

export interface Judged {
  readonly now: History
  /** Of the servers that were lost. */
  readonly before: readonly History[]
  readonly complaints: readonly string[]
}

const placeOf = ({ on, seq, id }: Acknowledged | Stored) => `${on} ${seq} ${id}`

/** Told when it could be lost with the server that was failed over from. */
const mayBeLost = ({ told }: Told, { keptUntil, lostUntil }: FailOver) =>
  told >= keptUntil && told <= lostUntil + lateMs

const namesOf = (stored: readonly Stored[]) => new Set(stored.map(({ on }) => on))

export const judgedByEpoch = (shown: Shown): Judged => {
  const { records, rights, failOvers, stored, epoch, devices, streams } = shown
  const held = new Set(stored.map(placeOf))
  const isUnclear = unclearIn([...stored, ...failOvers.flatMap((failOver) => failOver.stored)], records.acknowledged)
  const acknowledged = records.acknowledged.filter((told) => !isUnclear(told) && !records.mayBeGone(told.on))
  const heldBy = new Map(
    failOvers.map((failOver) => [failOver, new Set(asKnown(failOver.stored, records, rights).map(placeOf))]),
  )
  /** Of several in a row the one that held it: any where none did, which is then what is wrong. */
  const lostIn = (told: Acknowledged & Told): FailOver | undefined => {
    if (held.has(placeOf(told))) return undefined
    const possible = failOvers.filter((failOver) => mayBeLost(told, failOver))
    return possible.find((failOver) => heldBy.get(failOver)?.has(placeOf(told))) ?? possible[0]
  }
  const seenIn = (wanted: number, known: ReadonlySet<string>, stays: boolean): Map<string, Client> =>
    new Map(
      devices.map(({ name, user, sights, stayed }) => {
        const own = (wanted === 0 ? [...sights.values()].flat() : sights.get(wanted)) ?? []
        return [name, { user, sights: own.filter(({ on }) => known.has(on)), stayed: stays && stayed }]
      }),
    )
  const isIn = (known: ReadonlySet<string>) => (place: Pick<Place, 'on'>) => known.has(place.on)
  const known = namesOf(stored)
  const isSure = (moved: Moved & Told) =>
    !failOvers.some((failOver) => mayBeLost(moved, failOver)) && !rights.hasLeft(moved.on, moved.user)
  const lasts = [...new Map(failOvers.toReversed().map((failOver) => [failOver.epoch, failOver])).values()]
  const epochs = new Set([0, epoch, ...lasts.map((failOver) => failOver.epoch)])
  const strange = epoch === 0 ? [] : devices.flatMap(({ name, sights }) => strangeTo(epochs, name, sights))
  return {
    now: {
      tried: records.tried,
      acknowledged: acknowledged.filter((told) => isIn(known)(told) && !lostIn(told)),
      moved: records.moved.filter((moved) => isIn(known)(moved) && isSure(moved)),
      stored,
      seen: seenIn(epoch, known, true),
      standings: shown.standings.filter(isIn(known)),
    },
    before: lasts.map((failOver) => {
      const own = failOver.stored.filter(({ on }) => streams.has(on))
      const had = asKnown(own, records, rights)
      return {
        tried: records.tried,
        acknowledged: acknowledged.filter((told) => lostIn(told)?.epoch === failOver.epoch),
        stored: had,
        seen: seenIn(failOver.epoch, namesOf(had), false),
      }
    }),
    complaints: [...strange, ...(lasts.some((one) => one.epoch === epoch && epoch > 0) ? [unnoticed] : [])],
  }
}

const unnoticed = 'a standby took over, and its history goes on in the epoch of the one that was lost'

const strangeTo = (epochs: ReadonlySet<number>, name: string, sights: Visit['sights']): string[] =>
  [...sights.keys()].filter((of) => !epochs.has(of)).map((of) => `${name} is shown epoch ${of}, in which no server was`)
