import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that goes with the scope. */
export const makeFolder = async (scope: AsyncDisposableStack): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}
