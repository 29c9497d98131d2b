import { t } from '@lingui/core/macro'
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { inPieces } from './apart.tsx'
import { Pane } from './faults/pane.tsx'
import { CloseIcon } from './icons.tsx'
import { controls } from './keep-focus.ts'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What one types in. */
const fields = 'input:not([type=checkbox], [type=radio], [type=range]), textarea, select'

/** Where one begins to type, there one begins, unless that would raise a screen keyboard; else at the button that the browser chooses. */
const focusFirst = (dialog: HTMLElement): void => {
  const first = [...dialog.querySelectorAll<HTMLElement>(controls)].find((one) => !one.closest('header'))
  if (first?.matches(fields) && matchMedia('(pointer: fine)').matches) first.focus()
}

/**
 * The browser keeps the focus inside, closes it on Escape or a press beside it, and gives the focus back afterwards. Where something was
 * typed or chosen in it, a press beside it closes it no longer.
 */
export const Dialog = ({ title, onClose, children }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const [isTouched, setTouched] = useState(false)

  useLayoutEffect(() => {
    const opened = dialog.current
    opened?.showModal()
    if (opened) focusFirst(opened)
    return () => opened?.close()
  }, [])

  return (
    <dialog
      ref={dialog}
      className="box"
      aria-labelledby={titleId}
      closedby={isTouched ? 'closerequest' : 'any'}
      onClose={onClose}
      onInput={() => setTouched(true)}
    >
      <div className="dialog-body">
        <header>
          <h2 id={titleId}>{inPieces(title)}</h2>
          <button type="button" className="icon" aria-label={t`Close`} onClick={onClose}>
            <CloseIcon />
          </button>
        </header>
        <Pane name="This">{children}</Pane>
      </div>
    </dialog>
  )
}
