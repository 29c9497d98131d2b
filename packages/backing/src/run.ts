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
  const [first] = (stderr || message).split('\n').filter((line) => /^(E:|.*\berror\b|.*\bfatal\b)/i.test(line))
  return first?.trim() ?? message.split('\n')[0] ?? 'failed'
}
