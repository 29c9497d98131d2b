/** For how long what is said is kept in the rooms of a space that do not say so themselves. */
import type { LockedStream, Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { type Keeping, keepingOf, type OwnKeeping } from './keeping.ts'
import { changeTold, hasChange, others } from './settings.ts'
import { changeSpaceKeeping, listOwnKeeping, noteTrimming } from './store/retention.ts'
import { getSpace } from './store/spaces.ts'

const inSpace = (own: OwnKeeping, space: OwnKeeping): OwnKeeping => ({
  keep_hours: own.keep_hours ?? space.keep_hours,
  keep_pins: own.keep_pins ?? space.keep_pins,
  keep_threads: own.keep_threads ?? space.keep_threads,
})

interface Change {
  /** Alone with all that it rules. */
  readonly stream: LockedStream<'chat/space'>
  readonly by: string
  readonly now: OwnKeeping
  readonly changed: Partial<Keeping>
  readonly config: Chat['config']
}

/** Each room learns what is otherwise there from now on. Gives the change as the space is told it. */
export const changeKeepingOfSpace = async (tx: Transaction, change: Change): Promise<Partial<Keeping>> => {
  const { stream, by, now, changed, config } = change
  await changeSpaceKeeping(tx, stream.id, changed)
  const after = await getSpace(tx, stream.id)
  const rooms = await listOwnKeeping(tx, stream.id)
  const streams = await tx.lock(rooms.map(({ id }) => id))
  for (const { id, ...own } of rooms) {
    const told = others(keepingOf(inSpace(own, after), config), keepingOf(inSpace(own, now), config))
    const room = streams.find('chat/room', id)
    if (!room || !hasChange(told)) continue
    if (told.keep_pins === false && room.floor > 0) await noteTrimming(tx, id)
    tx.emit(room, 'room.changed', by, told)
  }
  return changeTold(after, changed, config)
}
