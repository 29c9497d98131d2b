/** What is done to one message: behind the lock of its room, by a member. */
import type { LockedStream, Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { checkIsOpen, type LockedRoom, lockRoom, messageIn } from './membership.ts'
import { checkSees, type Standing } from './rules.ts'
import { sightOf } from './store/hidden.ts'
import type { MessageRow } from './store/message-states.ts'

/** Which message, and who does it. */
interface About {
  readonly room: string
  readonly seq: number
  readonly user: string
  /** Fails where the caller may not, whatever the message is. */
  readonly check?: (room: LockedRoom) => void
  /** Whether it is for those alone who see the message, and not for who hides its author. */
  readonly seen?: true
}

/** Gives the position of what came of it. */
type Act = (
  tx: Transaction,
  stream: LockedStream<'chat/room'>,
  message: MessageRow,
  own: Standing | undefined,
) => Promise<number>

export const doToMessage = (
  { db }: Pick<Chat, 'db'>,
  { room, seq, user, check, seen }: About,
  act: Act,
): Promise<{ seq: number }> =>
  db.transaction(
    async (tx) => {
      const locked = await lockRoom(tx, room, user, [])
      check?.(locked)
      if (seen) await checkIsOpen(tx, locked)
      const message = await messageIn(tx, locked.stream, seq, user)
      if (seen) checkSees(message, await sightOf(tx, user))
      return { seq: await act(tx, locked.stream, message, locked.members.get(user)) }
    },
    { account: user },
  )
