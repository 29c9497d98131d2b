/** Faults of the page itself. They are told in words: what is hidden from its user is hidden from whoever could mend it. */
import type { ErrorBody } from '@parley/protocol'

/** Of how many one is told at once; the first is most likely the cause of those that follow. */
const most = 3

let shown: readonly string[] = []
const listeners = new Set<() => void>()

const show = (faults: readonly string[]): void => {
  shown = faults
  for (const listener of listeners) listener()
}

export const subscribeFaults = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const currentFaults = (): readonly string[] => shown

export const dismissFaults = (): void => show([])

/** The server's errors have a body. Where one is passed over, another place tells of it or tries again. */
export const isFromServer = (error: unknown): error is { readonly body: ErrorBody } =>
  (error as { body?: ErrorBody } | undefined)?.body?.name !== undefined

/** An exception as a sentence. */
export const faultText = (error: unknown): string => {
  const said = error instanceof Error ? error.message || error.name : String(error)
  return said.length > 300 ? `${said.slice(0, 300)}…` : said
}

export const noteFault = (error: unknown): void => {
  if (isFromServer(error)) return
  console.error('parley:', error)
  const text = faultText(error)
  if (shown.length < most && !shown.includes(text)) show([...shown, text])
}
