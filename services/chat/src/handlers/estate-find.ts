import { fail, type Output } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { toldEstate } from '../estates.ts'
import { listEstates } from '../store/estates.ts'

const needs = 'spaces.see'
const usual = 50

export const estateFind: Handler<'estate.find', Chat> = async (
  { limit = usual, ...wanted },
  { user },
  { db, staffed, answerBytes },
): Promise<Output<'estate.find'>> => {
  if (!(await staffed({ user, needs }))) fail('ROLE_MISSING', { needs })
  const found = await listEstates(db, wanted, limit + 1)
  const spaces = [...takeFitting(found.slice(0, limit).map(toldEstate), jsonBytes, answerBytes())]
  return { spaces, more: found.length > spaces.length }
}
