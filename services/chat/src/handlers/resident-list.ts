import { fail, usualPage } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { everyone } from '../permissions.ts'
import { nextAfter, placeAt, toResident } from '../resident-view.ts'
import { headFor, listResidents } from '../store/residents.ts'
import { isRole } from '../store/roles.ts'

/**
 * The head is read first: who came, went or was renamed since comes as an event too. Whether there is such a role is looked up last, as
 * it may be kept of one that was deleted who had it.
 */
export const residentList: Handler<'resident.list', Chat> = async (
  { space, role, name = '', after, limit = usualPage.members },
  { user },
  { db, answerBytes },
) => {
  const { epoch, head } = (await headFor(db, space, user)) ?? fail('SPACE_NOT_FOUND')
  const found = await listResidents(db, {
    space,
    role: role === everyone ? undefined : role,
    prefix: name,
    after: after === undefined ? undefined : placeAt(after),
    limit: limit + 1,
  })
  if (role !== undefined && !(await isRole(db, space, role))) fail('ROLE_NOT_FOUND')
  const held = takeFitting(found.slice(0, limit), (row) => jsonBytes(toResident(row)), answerBytes())
  const last = held.at(-1)
  return {
    epoch,
    head,
    residents: held.map(toResident),
    ...(last && held.length < found.length ? { next: nextAfter(last) } : {}),
  }
}
