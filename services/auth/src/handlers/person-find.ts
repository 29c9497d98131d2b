import { mostStaffListed } from '@parley/protocol'
import { type Handler, itemBytes, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { personView } from '../people.ts'
import { searchKey } from '../rules.ts'
import { checkRole } from '../staff.ts'
import { listPeople } from '../store/person.ts'
import { restrictionsOf } from '../store/restriction.ts'

export const personFind: Handler<'person.find', Auth> = async (
  { name, restricted, after, limit = mostStaffListed },
  caller,
  auth,
) => {
  const { db, bus } = auth
  await checkRole(auth, caller, 'people.see')
  const letters = name === undefined ? {} : { key: searchKey(name), username: name.trim().toLowerCase() }
  const found = await listPeople(db, { ...letters, restricted, after }, limit + 1)
  const page = found.slice(0, limit)
  const restrictions = await restrictionsOf(
    db,
    page.map(({ user }) => user),
  )
  const people = takeFitting(
    page.map((row) => personView(row, restrictions.get(row.user))),
    jsonBytes,
    itemBytes(bus),
  )
  return { people: [...people], more: found.length > people.length }
}
