import { useSyncExternalStore } from 'react'
import { currentFaults, dismissFaults, subscribeFaults } from './faults.ts'

/** Over the page, whatever is left of it. */
export const FaultNotice = () => {
  const faults = useSyncExternalStore(subscribeFaults, currentFaults)
  if (faults.length === 0) return null
  return (
    <div className="fault-notice" role="alert">
      <p>Something went wrong on this page. What you see may be incomplete.</p>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
      <div className="buttons">
        <button type="button" onClick={() => location.reload()}>
          Load the page again
        </button>
        <button type="button" className="quiet" onClick={dismissFaults}>
          Dismiss
        </button>
      </div>
    </div>
  )
}
