import { usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { toDraft } from '../drafts.ts'
import { type DraftRow, listDrafts } from '../store/drafts.ts'

const bytesOf = ({ text }: DraftRow) => 150 + Buffer.byteLength(JSON.stringify(text))

export const draftList: Handler<'draft.list', Chat> = async ({ after, limit = usualPage.drafts }, { user }, chat) => {
  const found = await listDrafts(chat.db, user, after, limit + 1)
  const held = takeFitting(found.slice(0, limit), bytesOf, chat.answerBytes())
  return { drafts: held.map(({ room, ...draft }) => ({ room, ...toDraft(draft) })), more: found.length > held.length }
}
