import type { Parley } from '@parley/client'
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { ChatOfUser } from './chat-of-user.ts'

export const ChatContext = createContext<ChatOfUser | null>(null)

export const useChat = (): ChatOfUser => {
  const chat = useContext(ChatContext)
  if (!chat) throw new Error('used outside of a chat')
  return chat
}

/** The client; whoever uses it is drawn again when anything in it changes. */
export const useParley = (): Parley => {
  const { parley } = useChat()
  useSyncExternalStore(parley.subscribe, () => parley.version)
  return parley
}

/** Whether the rooms are known. */
export const useReady = (): boolean => {
  const { parley } = useChat()
  const [ready, setReady] = useState(false)
  useEffect(() => {
    parley.ready.then(
      () => setReady(true),
      () => {}, // the connection has ended, which the account sees to
    )
  }, [parley])
  return ready
}

const nobody = 'Somebody'

/** The display name of anybody by id, fetched where it is not known yet. */
export const useNames = (users: readonly string[]): ((user: string) => string) => {
  const { people } = useChat()
  useSyncExternalStore(people.subscribe, people.version)
  useEffect(() => people.want(users))
  return (user) => people.nameOf(user) ?? nobody
}

export const useName = (user: string): string => useNames([user])(user)
