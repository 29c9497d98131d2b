import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { setScreen } from '../screening.ts'

export const screeningSet: Handler<'screening.set', Chat> = async (asked, { user }, chat) => ({
  seq: await setScreen(chat, user, asked),
})
