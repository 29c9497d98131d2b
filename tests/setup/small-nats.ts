/** A NATS of one's own that takes small messages only. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Server, startNats } from '@parley/backing'

export const startSmallNats = async (scope: AsyncDisposableStack, maxPayload: number): Promise<Server> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-small-nats-'))
  scope.defer(() => rm(dataDir, { recursive: true, force: true }))
  return scope.use(await startNats({ dataDir, settings: `max_payload: ${maxPayload}\n` }))
}
