import { mostStaffListed } from '@parley/protocol'
import { type Handler, itemBytes, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { checkRole } from '../staff.ts'
import { type DeedRow, listDeeds } from '../store/deed.ts'

export const deedView = ({ deed, at, by, what, whom, reason, is }: DeedRow) => ({
  deed,
  at,
  ...(by === null ? {} : { by }),
  what,
  ...(whom === null ? {} : { whom }),
  ...(reason === null ? {} : { reason }),
  is,
})

export const deedList: Handler<'deed.list', Auth> = async ({ of, before, limit = mostStaffListed }, caller, auth) => {
  const { db, bus } = auth
  await checkRole(auth, caller, 'audit.read')
  const found = await listDeeds(db, of, before, limit + 1)
  const deeds = takeFitting(found.slice(0, limit).map(deedView), jsonBytes, itemBytes(bus))
  return { deeds: [...deeds], more: found.length > deeds.length }
}
