import { useSyncExternalStore } from 'react'

const subscribe = (listener: () => void): (() => void) => {
  document.addEventListener('visibilitychange', listener)
  for (const change of ['focus', 'blur'] as const) addEventListener(change, listener)
  return () => {
    document.removeEventListener('visibilitychange', listener)
    for (const change of ['focus', 'blur'] as const) removeEventListener(change, listener)
  }
}

const isAttended = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

/** Whether somebody looks at the page: it can be seen, and its window has the focus. */
export const useAttended = (): boolean => useSyncExternalStore(subscribe, isAttended)
