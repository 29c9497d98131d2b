import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const home = import.meta.dirname

/** Builds the elements as a page loads them: `index.js`, and what that asks for beside it. Gives the folder. */
export const buildElements = async (folder = join(home, 'dist')): Promise<string> => {
  const vite = join(home, 'node_modules/vite/bin/vite.js')
  const args = [vite, 'build', '--config', join(home, 'vite.config.ts'), '--outDir', folder]
  /** Tests build them too, and React has another, larger self for them. */
  const { PATH, HOME, TMPDIR } = process.env
  const env = { PATH, HOME, TMPDIR, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, args, { cwd: home, env }).catch(({ stderr, message }) => {
    throw new Error(`The elements could not be built: ${stderr || message}`)
  })
  return folder
}
