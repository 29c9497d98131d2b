/** People as those who run the platform see them. */
import type { Output } from '@parley/protocol'
import { restrictionView } from './standing.ts'
import type { PersonRow } from './store/person.ts'
import type { RestrictionRow } from './store/restriction.ts'

type Person = Output<'person.find'>['people'][number]

export const personView = (
  { user, name, username, createdAt, program, guest, role, sessions }: PersonRow,
  restrictions: readonly RestrictionRow[] = [],
): Person => ({
  user,
  name,
  ...(username === null ? {} : { username }),
  created_at: createdAt,
  ...(program ? { program: true as const } : {}),
  ...(guest ? { guest: true as const } : {}),
  ...(role === null ? {} : { role }),
  sessions,
  restrictions: restrictions.map(restrictionView),
})
