import { Trans } from '@lingui/react/macro'
import { bankOf } from '@parley/client/spaces'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { bankRoles } from '../protocol.inline.ts'
import { Emoji } from './emoji.tsx'
import { Stickers } from './stickers.tsx'

/** What everybody may use in every room, for those of the staff who say what that is. */
export const ServerBank = () => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [role, setRole] = useState<Output<'account.get'>['role']>()
  useEffect(() => {
    if (isOnline) parley.call('account.get', {}).then((account) => setRole(account.role), noteFault)
  }, [isOnline, parley])
  if (!role || !bankRoles.includes(role)) return null
  const bank = bankOf(parley)
  return (
    <details className="server-bank">
      <summary>
        <Trans>Emoji and stickers for everybody here</Trans>
      </summary>
      <p className="hint">
        <Trans>They may be used in every room, also in direct messages.</Trans>
      </p>
      <Emoji space={bank} />
      <Stickers space={bank} />
    </details>
  )
}
