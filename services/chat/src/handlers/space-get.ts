import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { describeSpace } from '../space-view.ts'

export const spaceGet: Handler<'space.get', Chat> = ({ space, after }, { user }, chat) =>
  describeSpace(chat, user, space, after)
