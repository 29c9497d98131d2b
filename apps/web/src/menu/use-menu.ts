import { useCallback, useState } from 'react'
import { errorText } from '../error-text.ts'
import { noteFault } from '../faults/faults.ts'

interface MenuState {
  readonly isOpen: boolean
  readonly open: () => void
  readonly close: () => void
  /** What was picked, which closes the menu. */
  readonly run: (deed: Promise<unknown>) => void
  /** Why what was picked last failed. */
  readonly fault: string | undefined
}

/** A menu that is drawn while it is open, and tells beside it why what was picked failed. */
export const useMenu = (): MenuState => {
  const [isOpen, setOpen] = useState(false)
  const [fault, setFault] = useState<string>()
  const open = useCallback(() => setOpen(true), [])
  const close = useCallback(() => setOpen(false), [])
  const run = (deed: Promise<unknown>) => {
    close()
    setFault(undefined)
    deed.catch((error: unknown) => {
      noteFault(error)
      setFault(errorText(error))
    })
  }
  return { isOpen, open, close, run, fault }
}
