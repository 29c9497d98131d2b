import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { deliveryOf } from '@parley/client/delivery'
import { useEffect } from 'react'
import { useChat, useNames, useParley, useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { useSpace } from '../spaces/space-context.ts'

/** More than these are counted. */
const mostNamed = 3

/** Who has read the last message, or that it has come to them, where it is one's own and they let others see that. */
export const Seen = ({ room }: { readonly room: Room }) => {
  const { me } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const space = useSpace()
  // In a space there may be thousands of them.
  useEffect(() => {
    if (isOnline && !space) room.loadReceipts().catch(noteFault)
  }, [isOnline, room, space])
  const last = useSelected(room, ({ messages }) => messages.at(-1))
  const receipts = useSelected(room, (room) => room.receipts)
  const own = last?.by === me ? last.seq : undefined
  const readers = own === undefined ? [] : receipts.filter(({ user, read }) => user !== me && read >= own)
  const named = readers.slice(0, mostNamed).map(({ user }) => user)
  const nameOf = useNames(named)
  if (readers.length > 0) return <p className="seen">{seenText(room.kind, named.map(nameOf), readers.length)}</p>
  return last?.by === me && deliveryOf(room, last, me) === 'delivered' ? (
    <p className="seen">
      <Trans>Delivered</Trans>
    </p>
  ) : null
}

const seenText = (kind: Room['kind'], names: readonly string[], count: number): string => {
  if (kind === 'direct') return t`Seen`
  const others = count - names.length
  return others > 0 ? t`Seen by ${names.join(', ')} and ${others} more` : t`Seen by ${names.join(', ')}`
}
