import { type Log, type LogMethod, makeLog } from '@parley/service-kit'

const writeAll: LogMethod = function (args, method) {
  method.apply(this, args)
}

/** A log for a test to search: of everything, however often it comes in a second, unless `logMethod` leaves some out. */
export const keepLog = (logMethod = writeAll): { readonly log: Log; readonly lines: string[] } => {
  const lines: string[] = []
  return { log: makeLog('test', 'trace', { write: (line) => void lines.push(line) }, logMethod), lines }
}
