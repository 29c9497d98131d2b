import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { closeToOthers } from './private-files.ts'

/** Holds what a server said since this process began; its restarts are appended. */
export interface LogFile {
  readonly path: string
  open(): Promise<FileHandle>
  /** All that was said since the last `open`. */
  said(): Promise<string>
  /** The last lines of it. */
  tail(): Promise<string>
}

export function logFile(dataDir: string, name: string): LogFile {
  const path = join(dataDir, `${name}.log`)
  let flags: 'w' | 'a' = 'w'
  let from = 0
  const said = async () => (await readFile(path)).subarray(from).toString()
  return {
    path,
    said,
    async open() {
      const file = await open(path, flags, 0o600)
      await closeToOthers(path)
      flags = 'a'
      from = (await file.stat()).size
      return file
    },
    async tail() {
      return (await said()).trim().split('\n').slice(-5).join('\n')
    },
  }
}
