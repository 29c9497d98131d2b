/** What a property lets happen: steps by the name of a happening, with numbers that it makes of them what it wants. */
import fc from 'fast-check'

export interface Step<What extends string> {
  readonly what: What
  readonly which: number
  readonly much: number
}

/** Place in a list, whatever its length. */
export const place = (list: readonly unknown[], which: number) => which % Math.max(list.length, 1)

interface StepsOptions<What extends string> {
  /** How often each is, 1 where it is not named. */
  readonly often: Partial<Record<What, number>>
  readonly which: number
  readonly much: number
  readonly maxLength: number
}

export const stepsOf = <What extends string>(
  happenings: Readonly<Record<What, unknown>>,
  { often, which, much, maxLength }: StepsOptions<What>,
): fc.Arbitrary<Step<What>[]> => {
  const what = fc.oneof(
    ...(Object.keys(happenings) as What[]).map((name) => ({
      weight: often[name] ?? 1,
      arbitrary: fc.constant(name),
    })),
  )
  const step: fc.Arbitrary<Step<What>> = fc.record({ what, which: fc.nat(which), much: fc.nat(much) })
  return fc.array(step, { maxLength, size: 'max' })
}
