import fc from 'fast-check'
import { mutatedPieces } from '../mutations.ts'
import { rawProperty } from './raw.ts'

/** Real traffic, changed. */
export const sessions = rawProperty(
  {
    kind: 'sessions',
    claim: 'what a good client has sent, sent again with faults in it, is answered or ended',
    share: 5,
  },
  ({ recordings }) => fc.constantFrom(...recordings).chain(mutatedPieces),
)
