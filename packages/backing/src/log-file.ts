import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Holds what a server said since this process began; its restarts are appended. */
export interface LogFile {
  open(): Promise<FileHandle>
  /** The last lines since the last `open`. */
  tail(): Promise<string>
}

export function logFile(dataDir: string, name: string): LogFile {
  const path = join(dataDir, `${name}.log`)
  let flags: 'w' | 'a' = 'w'
  let from = 0
  return {
    async open() {
      const file = await open(path, flags)
      flags = 'a'
      from = (await file.stat()).size
      return file
    },
    async tail() {
      const text = (await readFile(path)).subarray(from).toString()
      return text.trim().split('\n').slice(-5).join('\n')
    },
  }
}
