import { usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { listSpaces } from '../space-view.ts'

export const spaceList: Handler<'space.list', Chat> = ({ after, limit = usualPage.spaces }, { user }, chat) =>
  listSpaces(chat, user, after, limit)
