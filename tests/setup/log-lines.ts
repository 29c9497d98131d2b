import { type Log, makeLog } from '@parley/service-kit'

/** A log of everything, however often it comes in a second, kept for a test to search. */
export const keepLog = (): { readonly log: Log; readonly lines: string[] } => {
  const lines: string[] = []
  const log = makeLog('test', 'trace', { write: (line) => void lines.push(line) }, function (args, method) {
    method.apply(this, args)
  })
  return { log, lines }
}
