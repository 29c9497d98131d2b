import fc from 'fast-check'
import { exchange } from '../exchange.ts'
import { asText, toBytes } from '../mutations.ts'
import { expectGoodBytes } from '../outcomes.ts'
import type { Target } from '../target.ts'
import type { Property } from './property.ts'

/** The bytes of a connection of its own each, whatever they are. */
export const rawProperty = (
  { kind, claim, share }: Pick<Property, 'kind' | 'claim' | 'share'>,
  bytesFor: (target: Target) => fc.Arbitrary<Buffer>,
): Property => ({
  kind,
  claim,
  share,
  of: (target) => {
    const inputs = fc.array(bytesFor(target).map(asText), { minLength: 1, maxLength: 16, size: 'max' })
    return fc.asyncProperty(inputs, async (all) => {
      target.begin(kind, all.length)
      const answers = await Promise.all(all.map((text) => exchange(target.url, toBytes(text))))
      for (const answer of answers) expectGoodBytes(answer, target)
    })
  },
})
