/** Commands over HTTP, as a script or a game's back end gives them. */
import type { CommandName, Input, Output } from '@parley/protocol'
import { postTo } from '../../setup/world.ts'

const patienceMs = 3_000

export type Ask = <C extends CommandName>(name: C, input: Input<C>) => Promise<Output<C>>

/** Every command goes to the next of the gateways. Rejects with the error body, or where no answer comes in time. */
export const makeAsk = (urls: readonly string[], token: () => Promise<string>): Ask => {
  let asked = 0
  return async (name, input) =>
    postTo(urls[asked++ % urls.length] as string, name, input, await token(), AbortSignal.timeout(patienceMs))
}
