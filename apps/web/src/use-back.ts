import { useEffect, useRef } from 'react'
import { useHost } from './host/host.ts'

let panes = 0

const paneOf = (state: unknown): unknown => (state as { pane?: unknown } | null)?.pane

/** On a narrow screen a pane stands in front of the conversation: going back closes it, and nothing else. In a document of somebody else that is not ours. */
export const useBack = (onClose: () => void): void => {
  const { isOwn, isNarrow } = useHost()
  const latest = useRef(onClose)
  latest.current = onClose
  useEffect(() => {
    if (!isOwn || !isNarrow()) return undefined
    const at = location.hash
    // One comes back to it from what it led to.
    if (paneOf(history.state) === undefined) history.pushState({ pane: ++panes }, '')
    const own = paneOf(history.state)
    const hear = () => {
      if (location.hash === at && paneOf(history.state) !== own) latest.current()
    }
    addEventListener('popstate', hear)
    return () => {
      removeEventListener('popstate', hear)
      // What closes it may lead elsewhere.
      setTimeout(() => paneOf(history.state) === own && history.back())
    }
  }, [isOwn, isNarrow])
}
