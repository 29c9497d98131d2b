import { execFile } from 'node:child_process'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import type { Env } from './env.ts'

export interface RunOptions {
  cwd?: string
  env: Env
  timeout?: number
  uid?: number
  gid?: number
}

const execute = promisify(execFile)

/** What the program prints. When it fails, the error is one line: the program's name and its first complaint. */
export async function run(command: string, args: string[], options: RunOptions): Promise<string> {
  try {
    return (await execute(command, args, { ...options, maxBuffer: 64 * 1024 * 1024 })).stdout
  } catch (error) {
    throw new Error(`${basename(command)}: ${complaint(error as Error & { code?: unknown; stderr?: string })}`)
  }
}

function complaint({ code, stderr, message }: Error & { code?: unknown; stderr?: string }): string {
  if (code === 'ENOENT') return 'not found on this machine'
  const lines = (stderr || message).split('\n').filter((line) => line.trim() !== '')
  const found = lines.find((line) => /^(E:|.*\berror\b|.*\bfatal\b)/i.test(line)) ?? lines[0]
  return found?.trim() ?? 'failed'
}
