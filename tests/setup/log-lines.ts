import { type Log, makeLog } from '@parley/service-kit'

/** A log of everything, kept for a test to search. */
export const keepLog = (): { readonly log: Log; readonly lines: string[] } => {
  const lines: string[] = []
  return { log: makeLog('test', 'trace', { write: (line) => void lines.push(line) }), lines }
}
