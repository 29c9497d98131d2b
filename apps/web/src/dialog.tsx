import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { Pane } from './faults/pane.tsx'
import { CloseIcon } from './icons.tsx'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** The browser keeps the focus inside, closes it on Escape or a press beside it, and gives the focus back afterwards. */
export const Dialog = ({ title, onClose, children }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  useLayoutEffect(() => {
    const opened = dialog.current
    opened?.showModal()
    return () => opened?.close()
  }, [])

  return (
    <dialog ref={dialog} className="box" aria-labelledby={titleId} closedby="any" onClose={onClose}>
      <div className="dialog-body">
        <header>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="icon" aria-label="Close" onClick={onClose}>
            <CloseIcon />
          </button>
        </header>
        <Pane name="This">{children}</Pane>
      </div>
    </dialog>
  )
}
