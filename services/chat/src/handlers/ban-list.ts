import { fail, type Output, usualPage } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import { nextAfter, placeAt } from '../audit.ts'
import type { Chat } from '../context.ts'
import { checkPermission, mayIn } from '../space-rights.ts'
import { type BanRow, listBans } from '../store/bans.ts'
import { readRights } from '../store/spaces.ts'

const toBan = ({ person: user, name, by, at, reason }: BanRow): Output<'ban.list'>['bans'][number] => ({
  user,
  name,
  by,
  at,
  ...(reason === '' ? {} : { reason }),
})

export const banList: Handler<'ban.list', Chat> = async (
  { space, after, limit = usualPage.bans },
  { user },
  { db, answerBytes },
) => {
  const rights = (await readRights(db, space, [user])).get(user) ?? fail('SPACE_NOT_FOUND')
  checkPermission(mayIn(rights), 'ban')
  const found = await listBans(db, space, after === undefined ? undefined : placeAt(after), limit + 1)
  const held = takeFitting(found.slice(0, limit), (row) => jsonBytes(toBan(row)), answerBytes())
  const last = held.at(-1)
  const next = last && held.length < found.length ? { next: nextAfter([last.at, last.person]) } : {}
  return { bans: held.map(toBan), ...next }
}
