/** The space of which a room is shown: what people are called there, and what one may do. Outside of spaces all of it is nothing. */
import type { Space, SpaceRoom } from '@parley/client/spaces'
import { type CSSProperties, createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import { tame } from '../tame.ts'

export const SpaceContext = createContext<Space | undefined>(undefined)

export const useSpace = (): Space | undefined => useContext(SpaceContext)

const nothingChanges = () => () => {}

/** What `select` gives of the space; drawn again when that is another. */
const useOfSpace = <T>(select: (space: Space) => T): T | undefined => {
  const space = useSpace()
  const selected = () => space && select(space)
  return useSyncExternalStore(space?.subscribe ?? nothingChanges, selected, selected)
}

/** Whether one may do something in a room of it, by the name of the permission. */
export const useAllowed = (permission: string, room: string): boolean | undefined =>
  useOfSpace((space) => space.may(permission, room))

const noTags: SpaceRoom['tags'] = []

/** The tags of a forum of it, in their order; none of another room. */
export const useForumTags = (room: string): SpaceRoom['tags'] => useOfSpace((space) => space.room(room)?.tags) ?? noTags

/** What somebody is called there and not elsewhere. */
export const useNick = (user: string): string | undefined => {
  const space = useSpace()
  const nick = useOfSpace((space) => space.nickOf(user))
  useEffect(() => space?.want([user]), [space, user])
  return nick === undefined ? undefined : tame(nick)
}

export const useNicks = (users: readonly string[]): ((user: string) => string | undefined) => {
  const space = useSpace()
  useOfSpace((space) => space.residentsVersion)
  useEffect(() => space?.want(users))
  return (user) => {
    const nick = space?.nickOf(user)
    return nick === undefined ? undefined : tame(nick)
  }
}

export const hexOf = (colour: number): string => `#${colour.toString(16).padStart(6, '0')}`

/** The colour of somebody's highest role, made readable on the ground by the style `coloured`; nothing where it has none. */
export const useColour = (user: string): CSSProperties | undefined => {
  const colour = useOfSpace((space) => space.colourOf(user))
  return useMemo(() => colourStyle(colour), [colour])
}

export const colourStyle = (colour: number | undefined): CSSProperties | undefined =>
  colour ? ({ '--role': hexOf(colour) } as CSSProperties) : undefined
