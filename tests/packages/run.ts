import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** As somebody without this repository has it: nothing of the npm that runs the tests. */
export const plainEnv = (): NodeJS.ProcessEnv => {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cache)$)|NODE_OPTIONS|PARLEY_|INIT_CWD)/.test(name),
  )
  return Object.fromEntries(kept)
}

/** Carries a command out as somebody without this repository would; rejects with all that it said. */
export const run = async (cwd: string, command: string, ...args: readonly string[]): Promise<string> => {
  const options = { cwd, env: plainEnv(), maxBuffer: 1 << 26, timeout: 280_000 }
  const { stdout } = await promisify(execFile)(command, args, options).catch((reason) => {
    throw new Error(`${command} ${args.join(' ')}: ${reason.message}\n${reason.stdout}\n${reason.stderr}`)
  })
  return stdout
}
