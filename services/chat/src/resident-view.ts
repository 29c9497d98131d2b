/** Who lives in a space, as the protocol tells it. */
import type { Output } from '@parley/protocol'
import { fail } from '@parley/protocol'
import type { ResidentRow } from './store/residents.ts'

type Resident = Output<'resident.list'>['residents'][number]

export const toResident = ({
  person: user,
  name,
  nick,
  roles,
  joined,
  mutedUntil,
  pending,
  temporary,
}: ResidentRow): Resident => ({
  user,
  name,
  ...(nick === null ? {} : { nick }),
  roles: [...roles],
  joined,
  ...(mutedUntil === null ? {} : { muted_until: mutedUntil }),
  ...(pending ? { pending: true as const } : {}),
  ...(temporary ? { temporary: true as const } : {}),
})

const idLength = 36

/** Where a page ended. */
export const nextAfter = ({ person, shown }: Pick<ResidentRow, 'person' | 'shown'>): string => `${person}${shown}`

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const placeAt = (next: string): readonly [shown: string, person: string] => {
  const person = next.slice(0, idLength)
  if (!uuid.test(person) || next.includes('\0'))
    return fail('BAD_INPUT', { at: '/after', why: 'must be the `next` of a page' })
  return [next.slice(idLength), person]
}
