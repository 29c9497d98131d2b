import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'

/** The password in the file, readable by its owner alone; made at the first call. */
export async function keptPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    const made = randomBytes(24).toString('base64url')
    await writeFile(path, made, { mode: 0o600 })
    return made
  }
}
