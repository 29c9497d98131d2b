import { useState } from 'react'
import { errorText } from './error-text.ts'

interface DeedRunner {
  readonly run: (deed: () => Promise<unknown>) => Promise<void>
  readonly busy: boolean
  readonly fault: string | undefined
}

/** Runs what a press of a button does, and tells that it is under way or why it failed. */
export const useDeed = (): DeedRunner => {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const run = async (deed: () => Promise<unknown>) => {
    setBusy(true)
    setFault(undefined)
    try {
      await deed()
    } catch (error) {
      setFault(errorText(error))
    }
    setBusy(false)
  }
  return { run, busy, fault }
}
