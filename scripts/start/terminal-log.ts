import { fchmodSync, openSync, writeSync } from 'node:fs'
import type { LogLines } from '@parley/platform'

interface Line {
  readonly level?: number
  readonly service?: string
  readonly msg?: string
  readonly err?: { readonly message?: string }
}

/** What is told again within this is one sight: a database that is away makes a line for each of a hundred connections. */
const quietMs = 30_000
/** What one process says within that; the rest is in the file alone. */
const mostLines = 2

const levels: Readonly<Record<number, string>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'ERROR' }

/**
 * Every line goes into the file, which its owner alone can read, and the first of each kind in short to the terminal, a few of each
 * process. The file is opened with the first line: until then another run may work in this folder.
 */
export function openTerminalLog(path: string, say: (line: string) => void): LogLines {
  let file: number | undefined
  const seen = new Map<string, number>()
  const said = new Map<string, number[]>()
  const isRecent = (at: number) => performance.now() - at < quietMs
  return {
    write: (line) => {
      file ??= openPrivate(path)
      writeSync(file, line)
      const { short, kind, service } = inShort(line)
      if (isRecent(seen.get(kind) ?? Number.NEGATIVE_INFINITY)) return
      seen.set(kind, performance.now())
      const lines = (said.get(service) ?? []).filter(isRecent)
      if (lines.length > mostLines) return
      said.set(service, [...lines, performance.now()])
      say(lines.length < mostLines ? short : `${service} says more: see ${path}`)
    },
  }
}

function openPrivate(path: string): number {
  const file = openSync(path, 'w', 0o600)
  fchmodSync(file, 0o600)
  return file
}

function inShort(text: string): { short: string; kind: string; service: string } {
  try {
    const { level = 0, service = '', msg = '', err }: Line = JSON.parse(text)
    const cause = err?.message ? ` (${err.message.split('\n')[0]})` : ''
    return { short: `${levels[level] ?? level} ${service}: ${msg}${cause}`, kind: `${service} ${msg}`, service }
  } catch {
    return { short: text.trim(), kind: text, service: 'Parley' }
  }
}
