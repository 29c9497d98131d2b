import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { tellInvitation } from '../invitations.ts'
import { listOpen } from '../store/invitations.ts'

const usualListed = 50

export const invitationList: Handler<'invitation.list', Context> = async (
  { after, limit = usualListed },
  { user },
  { db, answerBytes },
) => {
  const { epoch, head, rows } = await listOpen(db, user, after, limit + 1)
  const invitations = [...takeFitting(rows.slice(0, limit).map(tellInvitation), jsonBytes, answerBytes())]
  const next = rows.length > invitations.length ? invitations.at(-1)?.invitation : undefined
  return { epoch, head, invitations, ...(next === undefined ? {} : { next }) }
}
