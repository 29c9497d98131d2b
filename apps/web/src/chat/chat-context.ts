import { t } from '@lingui/core/macro'
import type { Parley, Person, Watchable } from '@parley/client'
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useNick, useNicks } from '../spaces/space-context.ts'
import { tame } from '../tame.ts'
import type { ChatOfUser } from './chat-of-user.ts'

export const ChatContext = createContext<ChatOfUser | null>(null)

export const useChat = (): ChatOfUser => {
  const chat = useContext(ChatContext)
  if (!chat) throw new Error('used outside of a chat')
  return chat
}

/**
 * What `select` gives of a room, say; whoever uses it is drawn again when that is another than before, and for nothing else
 * that happens. What is selected has to be the same while nothing in it changes, as the arrays of the client are.
 */
export const useSelected = <S extends Watchable, T>(source: S, select: (source: S) => T): T => {
  const selected = () => select(source)
  return useSyncExternalStore(source.subscribe, selected, selected)
}

/** The same of the client as a whole. */
export const useParley = <T>(select: (parley: Parley) => T): T => useSelected(useChat().parley, select)

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

const nobody = t`Somebody`

const nameOf = (person: Person | undefined): string => (person ? tame(person.name) : nobody)

/** The display name of anybody by id, fetched where it is not known yet; in a space, what they are called there. */
export const useNames = (users: readonly string[]): ((user: string) => string) => {
  const { people } = useChat().parley
  useSelected(people, ({ version }) => version)
  useEffect(() => people.want(users))
  const nickOf = useNicks(users)
  return (user) => nickOf(user) ?? nameOf(people.get(user))
}

export const useName = (user: string): string => {
  const { people } = useChat().parley
  const person = useSelected(people, () => people.get(user))
  const round = useSelected(people, ({ round }) => round)
  // biome-ignore lint/correctness/useExhaustiveDependencies: over another connection they are looked up again
  useEffect(() => people.want([user]), [people, user, round])
  const nick = useNick(user)
  return useMemo(() => nick ?? nameOf(person), [nick, person])
}
