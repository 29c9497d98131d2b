import { usualPage } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { checkSeen } from '../kept-messages.ts'
import { kindFor } from '../membership.ts'
import { listVersions } from '../store/message-states.ts'

export const editList: Handler<'edit.list', Chat> = async (
  { room, seq, after = 0, limit = usualPage.versions },
  { user },
  { db, answerBytes },
) => {
  await kindFor(db, room, user)
  await checkSeen(db, { person: user, room, seq })
  const found = await listVersions(db, room, seq, after, limit + 1)
  const versions = [...takeFitting(found.slice(0, limit), jsonBytes, answerBytes())]
  return { versions, more: found.length > versions.length }
}
