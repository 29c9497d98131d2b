import type { Room } from '@parley/client'
import { useCallback, useEffect, useState } from 'react'
import { useParley } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'

/** So many events fill a screen. */
const screenful = 30

export interface Loaded {
  readonly loaded: boolean
  readonly fault: string | undefined
  readonly load: () => void
}

/** Has a room's newest events and its members at hand. */
export const useLoaded = (room: Room): Loaded => {
  const online = useParley(({ state }) => state === 'online')
  const [loaded, setLoaded] = useState(room.events.length >= screenful && room.members.length > 0)
  const [fault, setFault] = useState<string>()

  const load = useCallback(() => {
    setFault(undefined)
    Promise.all([room.load(), room.events.length < screenful && room.loadOlder()]).then(
      () => setLoaded(true),
      (error: unknown) => setFault(errorText(error)),
    )
  }, [room])

  useEffect(() => {
    if (online && !loaded) load()
  }, [online, loaded, load])

  return { loaded, fault, load }
}
