/** How people stand with each other: the projection of the contacts service. What follows from a block here is done with it. */
import type { ConfigTable, Kit, LockedStreams, Told, Transaction } from '@parley/service-kit'
import { newestOf } from '@parley/service-kit'
import { type Curb, closeRooms, findDirectRooms, type Pair, putCurbs, putPrivacies } from './store/curbs.ts'
import { hideBlocked, showUnblocked } from './store/hidden.ts'

const kinds = ['block.added', 'block.removed', 'restriction.added', 'restriction.removed', 'privacy.changed'] as const
type Kind = (typeof kinds)[number]

const isOf = <K extends Kind>(told: Told<Kind>, ...names: readonly K[]): told is Told<K> =>
  (names as readonly string[]).includes(told.ev)

const idOf = (on: string): string => on.slice(on.lastIndexOf('/') + 1)

type ToldCurb = Told<'block.added' | 'block.removed' | 'restriction.added' | 'restriction.removed'>

/** Of each pair the newest. */
const curbsIn = (told: readonly ToldCurb[]): Curb[] => {
  const newest = newestOf(told.map((one) => ({ ...one, on: `${one.on} ${one.is.user}` })))
  return newest.map(({ on, ev, is, epoch, seq }) => ({
    person: idOf(on.split(' ')[0] ?? ''),
    other: is.user,
    holds: ev.endsWith('.added'),
    epoch,
    seq,
  }))
}

/** Whom somebody hides now tells every gateway by their own stream. */
const tellHiding = async (
  tx: Transaction,
  own: LockedStreams,
  changed: readonly (Pair & Pick<Curb, 'holds'>)[],
): Promise<void> => {
  const tell = (ev: 'author.hidden' | 'author.shown', pairs: readonly Pair[]) => {
    for (const { person, other } of pairs) tx.emit(own.of('chat/user', person), ev, person, { user: other })
  }
  tell(
    'author.hidden',
    await hideBlocked(
      tx,
      changed.filter(({ holds }) => holds),
    ),
  )
  tell(
    'author.shown',
    await showUnblocked(
      tx,
      changed.filter(({ holds }) => !holds),
    ),
  )
}

/**
 * Behind the locks of who blocks and of the direct rooms: whatever is sent there comes before it, or is refused. Whoever makes a direct
 * room holds the lock of both, so it is found here, or they find the block.
 */
const applyBlocks = async (tx: Transaction, blocks: readonly Curb[]): Promise<void> => {
  const people = [...new Set(blocks.map(({ person }) => person))]
  await tx.ensureStreams('chat/user', people)
  const own = await tx.lock([...people, ...(await findDirectRooms(tx, blocks))])
  const changed = await putCurbs(tx, 'block', blocks)
  await closeRooms(tx, await findDirectRooms(tx, blocks))
  await tellHiding(tx, own, changed)
}

/** Gateways ask anew what those see who are blocked, or no longer: it is told in no stream. */
const apply = async (tx: Transaction, told: readonly Told<Kind>[], publisher: Means['publisher']) => {
  const blocks = curbsIn(told.filter((one) => isOf(one, 'block.added', 'block.removed')))
  const restrictions = curbsIn(told.filter((one) => isOf(one, 'restriction.added', 'restriction.removed')))
  const privacies = newestOf(told.filter((one) => isOf(one, 'privacy.changed')))
  if (blocks.length > 0) await applyBlocks(tx, blocks)
  if (restrictions.length > 0) await putCurbs(tx, 'restrict', restrictions)
  if (privacies.length > 0)
    await putPrivacies(
      tx,
      privacies.map(({ on, is, epoch, seq }) => ({ person: idOf(on), ...is, epoch, seq })),
    )
  return () => {
    for (const other of new Set(blocks.map(({ other }) => other))) publisher.lookAgain('chat/user', other)
  }
}

type Means = Pick<Kit<ConfigTable>, 'project' | 'publisher'>

export const followRelations = ({ project, publisher }: Means) =>
  project({
    owner: 'contacts',
    name: 'relations',
    version: 1,
    kinds,
    apply: (tx, told) => apply(tx, told, publisher),
  })
