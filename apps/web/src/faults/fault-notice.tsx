import { Trans } from '@lingui/react/macro'
import { useSyncExternalStore } from 'react'
import { currentFaults, dismissFaults, subscribeFaults } from './faults.ts'

/** Over the page, whatever is left of it. */
export const FaultNotice = () => {
  const faults = useSyncExternalStore(subscribeFaults, currentFaults)
  if (faults.length === 0) return null
  return (
    <div className="fault-notice" role="alert">
      <p>
        <Trans>Something went wrong on this page. What you see may be incomplete.</Trans>
      </p>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
      <div className="buttons">
        <button type="button" onClick={() => location.reload()}>
          <Trans>Load the page again</Trans>
        </button>
        <button type="button" className="quiet" onClick={dismissFaults}>
          <Trans>Dismiss</Trans>
        </button>
      </div>
    </div>
  )
}
