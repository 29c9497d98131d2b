import { t } from '@lingui/core/macro'
import { type ReactNode, type RefObject, useEffect, useId, useRef } from 'react'
import { inPieces } from '../apart.tsx'
import { CloseIcon } from '../icons.tsx'
import { useBack } from '../use-back.ts'
import { useEscape } from '../use-escape.ts'

/** Of each pane that a button of the room opens. */
export interface Opened {
  /** Named by its button. */
  readonly id: string
  /** Gets the focus when the pane is gone. */
  readonly opener: RefObject<HTMLElement | null>
  readonly onClose: () => void
}

interface SidePaneProps extends Opened {
  readonly title: string
  readonly className: string
  readonly children: ReactNode
}

/** Beside the conversation, which goes on. It takes the focus when it opens, and Escape closes it. */
export const SidePane = ({ id, title, className, opener, onClose, children }: SidePaneProps) => {
  const headingId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const pane = useRef<HTMLElement>(null)
  useEffect(() => {
    heading.current?.focus()
    return () => opener.current?.focus()
  }, [opener])
  useEscape(pane, onClose)
  useBack(onClose)
  return (
    <aside id={id} ref={pane} className={`side ${className}`} aria-labelledby={headingId}>
      <header>
        <h2 ref={heading} id={headingId} tabIndex={-1}>
          {inPieces(title)}
        </h2>
        <button type="button" className="icon" aria-label={t`Close`} onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      {children}
    </aside>
  )
}
