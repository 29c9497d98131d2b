/** What a browser tells of the page and its network. In Node there is nothing of it to hear. */

export interface PageWatcher {
  /** What was so may be no longer. */
  look(): void
  /** The system says that there is no network. */
  offline(): void
  /** The page is no longer seen, and may be gone in a moment. */
  leave(): void
}

type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined

/** Until what it gives is called. */
export const watchPage = ({ look, offline, leave }: PageWatcher): (() => void) => {
  const page = globalThis as unknown as Target
  const { document, navigator } = globalThis as { document?: Document; navigator?: { connection?: Target } }
  const shown = () => (document?.visibilityState === 'visible' ? look() : leave())
  const broughtBack = (event: Event) => (event as PageTransitionEvent).persisted && look()
  const watched: [Target, string, (event: Event) => void][] = [
    [page, 'online', look],
    [page, 'offline', offline],
    [page, 'focus', look],
    [page, 'pageshow', broughtBack],
    [page, 'pagehide', leave],
    [document, 'visibilitychange', shown],
    [document, 'resume', look],
    [navigator?.connection, 'change', look],
  ]
  for (const [target, event, heard] of watched) target?.addEventListener?.(event, heard)
  return () => {
    for (const [target, event, heard] of watched) target?.removeEventListener?.(event, heard)
  }
}
