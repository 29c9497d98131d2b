import type { Room } from '@parley/client'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { useParley } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'

interface OlderProps {
  readonly room: Room
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onBusy: (busy: boolean) => void
}

/** How far above the view the next page is fetched, so that one seldom sees it come. */
const ahead = '600px 0px 0px 0px'

/** Loads older pages as its button comes near the view, or when it is pressed. */
export const Older = ({ room, scroller, onBusy }: OlderProps) => {
  const [state, setState] = useState<'more' | 'loading'>('more')
  /** The position before which there is nothing. */
  const [beginning, setBeginning] = useState(1)
  const [fault, setFault] = useState<string>()
  const button = useRef<HTMLButtonElement>(null)

  const load = useCallback(async () => {
    setState('loading')
    onBusy(true)
    try {
      setFault(undefined)
      if (!(await room.loadOlder())) setBeginning(room.events[0]?.seq ?? 1)
    } catch (error) {
      setFault(errorText(error))
    }
    setState('more')
    onBusy(false)
  }, [room, onBusy])

  const online = useParley().state === 'online'
  const watched = state === 'more' && online && !fault
  useEffect(() => (watched ? onNear(button.current, scroller.current, load) : undefined), [watched, load, scroller])

  if (room.events[0]?.seq === beginning) return <p className="beginning">This is the beginning.</p>
  return (
    <div className="older">
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <button
        type="button"
        className="quiet"
        ref={button}
        onClick={load}
        aria-disabled={state === 'loading'}
        // By keyboard one gets here by scrolling. Tabbing on from the timeline would jump to its top.
        tabIndex={fault ? 0 : -1}
      >
        {state === 'loading' ? 'Loading…' : 'Load older messages'}
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
