/** Where one can go by its name, as one types it: conversations, and what is one’s own. */
import type { Room } from '@parley/client'
import { type KeyboardEvent, type RefObject, useRef } from 'react'
import { closeBeside, openKept } from '../beside/open.ts'
import { useParley } from '../chat/chat-context.ts'
import { beginsSo } from '../mentions/mention-text.ts'
import { byActivity } from '../rooms/by-activity.ts'
import { goTo, roomAddress, threadsAddress } from '../route.ts'
import { tame } from '../tame.ts'

interface GoToProps {
  readonly sought: string
  readonly list: RefObject<HTMLUListElement | null>
}

/** So many conversations are offered. */
const most = 6

const own = [
  { name: 'Kept for you', go: openKept },
  {
    name: 'Threads',
    go: () => {
      closeBeside()
      goTo(threadsAddress)
    },
  },
]

const beginning = (rooms: readonly Room[], sought: string): Room[] =>
  rooms
    .filter(({ name }) => beginsSo(name, sought))
    .toSorted(byActivity)
    .slice(0, most)

/** The arrows lead from the field through the list, and from its first line back. */
export const useArrows = (field: RefObject<HTMLInputElement | null>) => {
  const list = useRef<HTMLUListElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const lines = [...(list.current?.querySelectorAll<HTMLElement>('a, button') ?? [])]
    const at = lines.indexOf(document.activeElement as HTMLElement)
    const isWithin = at >= 0 || document.activeElement === field.current
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined || !isWithin || lines.length === 0) return
    event.preventDefault()
    const next = at + step < 0 ? field.current : lines[at + step]
    next?.focus()
  }
  return { list, onKeyDown }
}

export const GoTo = ({ sought, list }: GoToProps) => {
  const rooms = useParley(({ roomList }) => roomList)
  const start = sought.trim()
  const found = beginning(rooms, start)
  const places = own.filter(({ name }) => beginsSo(name, start))
  if (start === '' || found.length + places.length === 0) return null
  return (
    <ul ref={list} className="hits" aria-label="Go to">
      {found.map(({ id, name }) => (
        <li key={id}>
          <a href={roomAddress(id)} onClick={closeBeside}>
            {tame(name)}
          </a>
        </li>
      ))}
      {places.map(({ name, go }) => (
        <li key={name}>
          <button type="button" className="quiet" onClick={go}>
            {name}
          </button>
        </li>
      ))}
    </ul>
  )
}
