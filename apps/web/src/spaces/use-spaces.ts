import { type Space, type Spaces, spacesOf } from '@parley/client/spaces'
import { useEffect, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'

export const useSpaces = (): Spaces => spacesOf(useChat().parley)

export interface Found {
  readonly space: Space | undefined
  /** Whether it is known by now that there is none. */
  readonly isNowhere: boolean
}

/** A space by its id, with its rooms and roles. */
export const useFound = (id: string): Found => {
  const spaces = useSpaces()
  const space = useSelected(spaces, (spaces) => spaces.get(id))
  const isLoaded = useSelected(spaces, () => space?.isLoaded ?? false)
  const [isListed, setListed] = useState(false)
  useEffect(() => {
    spaces.ready.then(() => setListed(true), noteFault)
  }, [spaces])
  useEffect(() => {
    if (space && !space.isLoaded) space.load().catch(noteFault)
  }, [space])
  return { space: isLoaded ? space : undefined, isNowhere: isListed && !space }
}
