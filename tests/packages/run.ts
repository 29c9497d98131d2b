import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Carries a command out as somebody without this repository would; rejects with all that it said. */
export const run = async (cwd: string, command: string, ...args: readonly string[]): Promise<string> => {
  const { NODE_OPTIONS: _, PARLEY_LAUNCHER: __, ...env } = process.env
  const { stdout } = await promisify(execFile)(command, args, { cwd, env, maxBuffer: 1 << 26 }).catch((reason) => {
    throw new Error(`${command} ${args.join(' ')}: ${reason.message}\n${reason.stdout}\n${reason.stderr}`)
  })
  return stdout
}
