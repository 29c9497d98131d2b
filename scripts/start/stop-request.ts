const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** One Ctrl-C arrives more than once: from the terminal, from npm and from the launcher. Later than this it is another one. */
const sameMs = 1_500

/** Resolves when the run is to end: at a signal, or when the launcher is gone without having sent one. A second Ctrl-C ends it at once. */
export function stopRequest(launcher: string | undefined): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined
    const ask = () => {
      askedAt ??= performance.now()
      if (performance.now() - askedAt > sameMs) process.exit(130)
      resolve()
    }
    for (const signal of signals) process.on(signal, ask)
    if (launcher === String(process.ppid)) whenOrphaned(resolve)
  })
}

function whenOrphaned(then: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    then()
  }, 500).unref()
}
