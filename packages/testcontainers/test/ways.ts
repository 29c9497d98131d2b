import { readyEngine } from '@parley/backing'
import { isRuntime, type Runtime } from '../src/runtime.ts'

export const image = process.env.PARLEY_IMAGE || 'parley:standalone'

/** Both ways, or the one that PARLEY_RUNTIME forces. Says loudly when there is no container to be had. */
export async function ways(): Promise<readonly Runtime[]> {
  const forced = process.env.PARLEY_RUNTIME
  if (forced && isRuntime(forced)) return [forced]
  const lacking = await readyEngine([image], () => {}).then(() => undefined, String)
  if (!lacking) return ['in-process', 'container']
  console.log(`NO PARLEY AS A CONTAINER: ${lacking}. These tests run in-process ALONE.`)
  return ['in-process']
}
