import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState, useSyncExternalStore } from 'react'
import type { KeptStorage } from './kept-storage.ts'

interface UnkeptProps {
  readonly storage: KeptStorage
  /** Whether the browser keeps the cookie of the session. */
  readonly cookies: boolean
}

/** Says what the browser does not keep, before somebody finds out by losing it. */
export const Unkept = ({ storage, cookies }: UnkeptProps) => {
  const isKept = useSyncExternalStore(storage.subscribe, storage.isKept)
  const [isDismissed, setDismissed] = useState(false)
  if ((isKept && cookies) || isDismissed) return null
  return (
    <div className="unkept">
      <p role="status">
        {!isKept &&
          t`This browser keeps nothing for Parley: what you write and do not send is lost when the page is closed. `}
        {!cookies && t`It keeps no cookie for Parley: you have to log in again when the page is closed or loaded anew.`}
      </p>
      <button type="button" className="quiet" onClick={() => setDismissed(true)}>
        <Trans>Dismiss</Trans>
      </button>
    </div>
  )
}
