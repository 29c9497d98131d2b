import { type RefObject, useEffect, useRef } from 'react'

/** For the field at which a dialog begins: it gets the focus when the dialog has been opened, which by itself begins at its first button. */
export const useFirstFocus = (): RefObject<HTMLInputElement | null> => {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return field
}
