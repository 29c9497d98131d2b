import { useMemo, useSyncExternalStore } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { type Keys, onKeysKept, readKeys, textIn } from './own-keys.ts'

/** Those that count on this device. */
export const useKeys = (): Keys => {
  const { storage } = useChat()
  const kept = useSyncExternalStore(onKeysKept, () => textIn(storage))
  return useMemo(() => readKeys(kept), [kept])
}
