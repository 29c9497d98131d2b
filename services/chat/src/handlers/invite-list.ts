import { usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { idOf, standAt } from '../entry.ts'
import { endOf, pageOf } from '../entry-pages.ts'
import { toInvite } from '../invite-view.ts'
import { listInvitations } from '../store/invitations.ts'

export const inviteList: Handler<'invite.list', Chat> = async (asked, { user }, { db, answerBytes }) => {
  const { limit = usualPage.invites } = asked
  const after = endOf(asked.after)
  const seesAll = await standAt(db, asked, user, 'invite')
  const creator = seesAll ? undefined : user
  const found = await listInvitations(db, { place: idOf(asked), creator, after, limit: limit + 1 })
  const paging = { limit, tell: toInvite, idOf: ({ id }: { id: string }) => id, mostBytes: answerBytes() }
  const { told, ...more } = pageOf(found, paging)
  return { invites: told, ...more }
}
