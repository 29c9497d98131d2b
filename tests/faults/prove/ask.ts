/** Commands over HTTP, as a script or a game's back end gives them. */
import type { CommandName, Input, Output } from '@parley/protocol'
import { postTo } from '../../setup/world.ts'

const patienceMs = 3_000

export interface Ask {
  <C extends CommandName>(name: C, input: Input<C>): Promise<Output<C>>
  /** Commands that were answered with INTERNAL. */
  readonly stumbled: readonly string[]
}

/** Every command goes to the next of the gateways. Rejects with the error body, or where no answer comes in time. */
export const makeAsk = (urls: readonly string[], token: () => Promise<string>): Ask => {
  const stumbled: string[] = []
  let asked = 0
  const ask = async <C extends CommandName>(name: C, input: Input<C>): Promise<Output<C>> => {
    const url = urls[asked++ % urls.length] as string
    return await postTo(url, name, input, await token(), AbortSignal.timeout(patienceMs)).catch((reason) => {
      if (reason?.name === 'INTERNAL') stumbled.push(name)
      throw reason
    })
  }
  return Object.assign(ask, { stumbled })
}
