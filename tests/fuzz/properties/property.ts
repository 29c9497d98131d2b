import type fc from 'fast-check'
import type { Target } from '../target.ts'

/** Something that holds whatever is sent; inputs are counted under its kind. */
export interface Property {
  readonly kind: string
  /** A sentence about the product. */
  readonly claim: string
  /** Of a million inputs, how many are of this kind, in hundredths. */
  readonly share: number
  of(target: Target): fc.IRawProperty<unknown, true>
}
