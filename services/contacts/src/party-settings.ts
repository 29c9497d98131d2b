/** What is set of a party. */
import { fail, mostAttributeBytes, mostAttributes } from '@parley/protocol'
import type { Attributes } from './store/parties.ts'

/** With those that are given; an empty text takes the name out. Fails where they are too many, or too long. */
export const withAttributes = (before: Attributes, given: Attributes): Attributes => {
  const after = Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, text]) => text !== ''))
  const isTooLarge =
    Object.keys(after).length > mostAttributes || Buffer.byteLength(JSON.stringify(after)) > mostAttributeBytes
  return isTooLarge ? fail('PARTY_ATTRIBUTES_TOO_LARGE', { most: mostAttributeBytes }) : after
}
