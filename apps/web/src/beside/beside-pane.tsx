import { type ReactNode, useEffect, useId, useRef } from 'react'
import { inPieces } from '../apart.tsx'
import { useHost } from '../host/host.ts'
import { CloseIcon } from '../icons.tsx'
import { isFocusNowhere } from '../keep-focus.ts'
import { useBack } from '../use-back.ts'
import { useEscape } from '../use-escape.ts'

interface BesidePaneProps {
  readonly title: string
  readonly closeLabel: string
  readonly children: ReactNode
}

/** Beside the conversation, which goes on. It takes the focus when it opens, and gives it back. */
export const BesidePane = ({ title, closeLabel, children }: BesidePaneProps) => {
  const { root, beside } = useHost()
  const { closeBeside } = beside
  const pane = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const headingId = useId()
  useEscape(pane, closeBeside)
  useBack(closeBeside)
  useEffect(() => {
    const before = root.activeElement
    if (!pane.current?.contains(before)) heading.current?.focus()
    return () => {
      if (before instanceof HTMLElement && isFocusNowhere()) before.focus()
    }
  }, [root])
  return (
    <aside ref={pane} className="beside" aria-labelledby={headingId}>
      <header>
        <h2 ref={heading} id={headingId} tabIndex={-1}>
          {inPieces(title)}
        </h2>
        <button type="button" className="icon" aria-label={closeLabel} onClick={closeBeside}>
          <CloseIcon />
        </button>
      </header>
      {children}
    </aside>
  )
}
