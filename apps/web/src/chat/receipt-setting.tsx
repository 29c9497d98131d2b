import { Trans } from '@lingui/react/macro'
import { isEvent } from '@parley/client'
import { useEffect, useState } from 'react'
import { noteFault } from '../faults/faults.ts'
import { useChat, useParley } from './chat-context.ts'

/** Whether others see how far one has read. Another device may change it, too. */
export const ReceiptSetting = () => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [allowed, setAllowed] = useState<boolean>()
  useEffect(() => {
    if (isOnline) parley.call('receipt.allow', {}).then((now) => setAllowed(now.allowed), noteFault)
  }, [isOnline, parley])
  useEffect(
    () => parley.on('event', (event) => isEvent(event, 'receipt.allowed') && setAllowed(event.is.allowed)),
    [parley],
  )
  if (allowed === undefined) return null
  return (
    <label className="setting">
      <input
        type="checkbox"
        checked={allowed}
        onChange={({ target: { checked } }) => {
          setAllowed(checked)
          parley.call('receipt.allow', { allowed: checked }).catch((error: unknown) => {
            setAllowed(!checked)
            noteFault(error)
          })
        }}
      />
      <Trans>Let others see what you have read</Trans>
    </label>
  )
}
