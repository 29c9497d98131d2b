import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { toDraft } from '../drafts.ts'
import { getDraft } from '../store/drafts.ts'

export const draftGet: Handler<'draft.get', Chat> = async ({ room }, { user }, { db }) =>
  toDraft((await getDraft(db, room, user)) ?? fail('ROOM_NOT_FOUND'))
