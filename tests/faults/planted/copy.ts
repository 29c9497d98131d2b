/** A copy of this repository, to plant a bug in. */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../setup/child.ts'

export interface Copy extends AsyncDisposable {
  readonly folder: string
}

/** What is installed stays where it is; the links of our own packages lead from one to the other within the copy. */
const installed = join('node_modules', '.pnpm')
const left = new Set(['.git', '.parley', '.pnpm', 'dist'])

const inFolder = (folder: string) => ({
  cwd: folder,
  env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
})

/** `git apply` needs git, and no repository. */
const apply = (folder: string, ...args: string[]) =>
  promisify(execFile)('git', ['apply', '--whitespace=nowarn', ...args], inFolder(folder))

/** Rejects with what git says where the patch does not fit the code any more. */
export const checkPatch = async (path: string): Promise<void> => void (await apply(root, '--check', path))

export const makeCopy = async (patch?: string): Promise<Copy> => {
  await using scope = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'parley-planted-'))
  scope.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  await cp(root, folder, { recursive: true, verbatimSymlinks: true, filter: (path) => !left.has(basename(path)) })
  await symlink(join(root, installed), join(folder, installed))
  if (patch) await apply(folder, patch)
  const kept = scope.move()
  return { folder, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
