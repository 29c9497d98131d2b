import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { useParley, useSelected } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { Fault } from '../fault.tsx'
import { notHereText, removedText } from '../group/keeping-text.ts'
import { useMayPost } from '../threads/ruler.ts'

export interface OlderMessages {
  readonly busy: boolean
  /** Nothing is before what is loaded. */
  readonly isBeginning: boolean
  readonly fault: string | undefined
  readonly load: () => void
}

/** A page of a screen at first, then larger ones: whoever scrolls on goes far. */
const pages = { first: 50, most: 200 }

/** Outlives its button, which is on the page only while one is near the top. */
export const useOlder = (room: Room): OlderMessages => {
  const [busy, setBusy] = useState(false)
  /** The position before which there is nothing. */
  const [beginning, setBeginning] = useState(1)
  const [fault, setFault] = useState<string>()
  const first = useSelected(room, ({ excerpt, events }) => (excerpt?.events ?? events)[0]?.seq)

  const load = useCallback(async () => {
    setBusy(true)
    setFault(undefined)
    try {
      const shown = room.excerpt ?? room
      const limit = Math.min(Math.max(pages.first, shown.events.length), pages.most)
      if (!(await shown.loadOlder(limit))) setBeginning(shown.events[0]?.seq ?? 1)
    } catch (error) {
      setFault(errorText(error))
    }
    setBusy(false)
  }, [room])

  return { busy, isBeginning: first === beginning, fault, load }
}

interface OlderProps {
  readonly older: OlderMessages
  readonly room: Room
  readonly scroller: RefObject<HTMLDivElement | null>
}

/** How far above the view the next page is fetched, so that one seldom sees it come. */
const ahead = '600px 0px 0px 0px'

/** Loads older pages as its button comes near the view, or when it is pressed. */
export const Older = ({ older: { busy, isBeginning, fault, load }, room, scroller }: OlderProps) => {
  const beginsText = useSelected(room, (room) => notHereText(room) ?? removedText(room))
  const button = useRef<HTMLButtonElement>(null)
  const online = useParley(({ state }) => state === 'online')
  const watched = !busy && !isBeginning && online && !fault
  useEffect(() => (watched ? onNear(button.current, scroller.current, load) : undefined), [watched, load, scroller])

  const isUnsaid = useSelected(room, ({ excerpt, messages }) => !excerpt && messages.length === 0)
  const maySay = useMayPost(room)
  if (isBeginning)
    return (
      <p className="beginning">
        {beginsText ?? t`This is the beginning.`}
        {isUnsaid && maySay && t` Nothing was said yet: write the first message below.`}
      </p>
    )
  return (
    <div className="older">
      <Fault text={fault} />
      <button
        type="button"
        className="quiet"
        ref={button}
        onClick={load}
        aria-disabled={busy}
        // By keyboard one gets here by scrolling. Tabbing on from the timeline would jump to its top.
        tabIndex={fault ? 0 : -1}
      >
        {busy ? t`Loading…` : t`Load older messages`}
      </button>
    </div>
  )
}

const onNear = (target: Element | null, root: Element | null, listener: () => void): (() => void) | undefined => {
  if (!target) return undefined
  const observer = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && listener(), {
    root,
    rootMargin: ahead,
  })
  observer.observe(target)
  return () => observer.disconnect()
}
