/** From where one may come in at all, as the operator says. Whose word is taken for an address is settled before: see addresses.ts of the kit. */
import { fail } from '@parley/protocol'
import { networks } from '@parley/service-kit'

/** Fails with ADDRESS_REFUSED. */
export type Door = (address: string) => void

/** Nobody from `denied`, and where there are some, only from `allowed`; each in either family. An address that is not known is in none. */
export const makeDoor = (allowed: readonly string[], denied: readonly string[]): Door => {
  if (allowed.length === 0 && denied.length === 0) return () => {}
  const [isAllowed, isDenied] = [networks(allowed), networks(denied)]
  return (address) => {
    const isKnown = address !== ''
    if ((isKnown && isDenied(address)) || (allowed.length > 0 && !(isKnown && isAllowed(address))))
      fail('ADDRESS_REFUSED')
  }
}
