/** Coming into a party, as it is let. */
import { type ErrorName, fail } from '@parley/protocol'
import type { Context } from './context.ts'
import type { Party } from './party.ts'
import type { Entry, Way } from './party-rules.ts'

type Renamed = { readonly [E in Entry]?: ErrorName }

/** As who lets in somebody else is told of what stands in their way. */
export const ofAnother: Renamed = { IN_A_PARTY: 'IN_A_PARTY_THERE' }

/** Whether they are in it now; false where they have to ask. The stream of theirs has to be locked. */
export const comeIn = async (
  { config }: Pick<Context, 'config'>,
  party: Party,
  person: string,
  way: Way,
  renamed: Renamed = {},
): Promise<boolean> => {
  const most = config.PARTIES_PER_ACCOUNT
  const verdict = await party.judge(person, way, most)
  if (verdict === 'enter') await party.enter(person)
  if (verdict === 'in' || verdict === 'enter') return true
  if (verdict === 'ask') return false
  if (verdict === 'PARTY_FULL') fail(verdict, { most: party.row.most })
  if (verdict === 'TOO_MANY_PARTIES') fail(verdict, { limit: 'PARTIES_PER_ACCOUNT', most })
  return fail(renamed[verdict] ?? verdict)
}
