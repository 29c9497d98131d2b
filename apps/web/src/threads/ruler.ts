/** In a thread hold the rules, and one's role, of the room that it belongs to. */
import type { Room } from '@parley/client'
import { createContext, useContext } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { manages, mayPost } from '../group/role.ts'
import { useAllowed } from '../spaces/space-context.ts'

/** The room that the thread belongs to, within a thread. */
export const ParentContext = createContext<Room | undefined>(undefined)

export interface Rights {
  readonly mayPin: boolean
  /** Take back what others have said. */
  readonly mayModerate: boolean
}

/** Whether one may do something here, by the name of the permission; nothing outside of spaces, where roles do not say. */
const useMay = (permission: string, room: Room): boolean | undefined =>
  useAllowed(permission, (useContext(ParentContext) ?? room).id)

/** Whether one may say something. */
export const useMayPost = (room: Room): boolean => {
  const inSpace = useMay(room.kind === 'thread' ? 'send_in_threads' : 'send', room)
  const inGroup = useSelected(room, mayPost)
  return inSpace ?? inGroup
}

/** Whether one may send files. */
export const useMayAttach = (room: Room): boolean => useMay('attach', room) ?? true

/** Whether a slow room is not slow for oneself. */
export const useSkipsPause = (room: Room): boolean => {
  const inSpace = useMay('skip_slow_mode', room)
  const inGroup = useSelected(room, manages)
  return inSpace ?? inGroup
}

/** What one may do to messages of others here, where nothing else is against it. */
export const useRights = (room: Room): Rights => {
  const ruler = useContext(ParentContext) ?? room
  const isManager = useSelected(ruler, manages)
  const isDirect = ruler.kind === 'direct'
  const pin = useMay('pin', room)
  const moderate = useMay('manage_messages', room)
  return { mayPin: pin ?? (isDirect || isManager), mayModerate: moderate ?? (!isDirect && isManager) }
}

/** Whether one manages the threads of a room: a direct one belongs to both. */
export const useManages = (parent: Room): boolean => {
  const isManager = useSelected(parent, manages)
  const inSpace = useMay('manage_threads', parent)
  return inSpace ?? (parent.kind === 'direct' || isManager)
}
