import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { toResident } from '../resident-view.ts'
import { findResidents, headFor } from '../store/residents.ts'

export const residentGet: Handler<'resident.get', Chat> = async ({ space, users }, { user }, { db }) => {
  const { epoch, head } = (await headFor(db, space, user)) ?? fail('SPACE_NOT_FOUND')
  return { epoch, head, residents: (await findResidents(db, space, [...new Set(users)])).map(toResident) }
}
