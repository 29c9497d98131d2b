/** Who is there, of those that are on the screen: nobody else is watched. */
import { type Presence, presencesOf } from '@parley/client/presence'
import { type RefObject, useEffect, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'

/** Nobody asks for whom one scrolls past. In milliseconds. */
const restMs = 150

const told = new WeakMap<Element, (isSeen: boolean) => void>()

let observer: IntersectionObserver | undefined
const observe = (element: Element, tell: (isSeen: boolean) => void): (() => void) => {
  observer ??= new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) told.get(target)?.(isIntersecting)
  })
  const watching = observer
  told.set(element, tell)
  watching.observe(element)
  return () => watching.unobserve(element)
}

/** Whether somebody has this place before their eyes. */
export const useOnScreen = (place: RefObject<Element | null>): boolean => {
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (!place.current) return undefined
    let waiting: ReturnType<typeof setTimeout> | undefined
    const stop = observe(place.current, (isNow) => {
      clearTimeout(waiting)
      if (isNow) waiting = setTimeout(() => setSeen(true), restMs)
      else setSeen(false)
    })
    return () => {
      clearTimeout(waiting)
      stop()
    }
  }, [place])
  return isSeen
}

/** How somebody is there, while this place is on the screen; nothing where it is not known. */
export const usePresence = (user: string, place: RefObject<Element | null>): Presence | undefined => {
  const presences = presencesOf(useChat().parley)
  const isSeen = useOnScreen(place)
  useEffect(() => (isSeen ? presences.watch([user]) : undefined), [presences, user, isSeen])
  return useSelected(presences, () => presences.get(user))
}
