/** What comes of the events of others, in their order: behind the locks of all whom it concerns. */
import type { Transaction } from '@parley/service-kit'
import { withoutIdle } from './idle.ts'
import type { Notice } from './notice.ts'
import { raiseAll, type Terms } from './raising.ts'
import { type Settled, settle } from './settling.ts'
import type { Reading, Which } from './store/notifications.ts'
import { insertWork, type NewWork } from './store/works.ts'

export type Act =
  | { readonly raise: Notice }
  | { readonly settle: Which; readonly to: Settled; readonly person: string }
  | { readonly read: Reading }
  | { readonly work: NewWork }
  | Over

/** Whoever was told of this has nothing left to do about it. */
export interface Over {
  readonly over: Which & { readonly of: string }
  readonly to: Settled
  /** But for this one. */
  readonly except?: string | undefined
}

/** Of each it is known whom it concerns. */
export type Doable = Exclude<Act, Over>

const personOf = (act: Doable): string[] => {
  if ('raise' in act) return [act.raise.person]
  if ('read' in act) return [act.read.person]
  return 'settle' in act ? [act.person] : []
}

export const isRaise = (act: Act): act is { readonly raise: Notice } => 'raise' in act

/** Reads come last: nobody is told of what they have read. */
export const perform = async (tx: Transaction, all: readonly Act[], terms: Terms): Promise<void> => {
  const acts = await withoutIdle(tx, all)
  const people = [...new Set(acts.flatMap(personOf))]
  if (people.length > 0) await tx.ensureStreams('notify/user', people)
  const locked = await tx.lock(people)
  for (let at = 0; at < acts.length; ) {
    const end = acts.findIndex((act, place) => place >= at && !isRaise(act))
    const raises = acts.slice(at, end < 0 ? acts.length : end).filter(isRaise)
    if (raises.length > 0)
      await raiseAll(
        tx,
        locked,
        raises.map(({ raise }) => raise),
        terms,
      )
    at += raises.length
    const act = acts[at++]
    if (!act || isRaise(act)) continue
    if ('work' in act) await insertWork(tx, act.work)
    else if ('settle' in act) await settle(tx, locked, act.person, act.to, act.settle)
    else await settle(tx, locked, act.read.person, 'resolved', { room: act.read.room, message: act.read.read })
  }
}
