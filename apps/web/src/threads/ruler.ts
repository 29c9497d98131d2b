/** In a thread hold the rules, and one's role, of the room that it belongs to. */
import type { Room } from '@parley/client'
import { createContext, useContext } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { manages } from '../group/role.ts'

/** The room that the thread belongs to, within a thread. */
export const ParentContext = createContext<Room | undefined>(undefined)

export interface Rights {
  readonly mayPin: boolean
  /** Take back what others have said. */
  readonly mayModerate: boolean
}

/** What one may do to messages of others here, where nothing else is against it. */
export const useRights = (room: Room): Rights => {
  const ruler = useContext(ParentContext) ?? room
  const isManager = useSelected(ruler, manages)
  const isDirect = ruler.kind === 'direct'
  return { mayPin: isDirect || isManager, mayModerate: !isDirect && isManager }
}

/** Whether one manages the threads of a room: a direct one belongs to both. */
export const useManages = (parent: Room): boolean => {
  const isManager = useSelected(parent, manages)
  return parent.kind === 'direct' || isManager
}
