import type { Handler } from '@parley/service-kit'
import { describeBank } from '../bank-view.ts'
import type { Chat } from '../context.ts'

export const bankGet: Handler<'bank.get', Chat> = ({ after }, _caller, chat) => describeBank(chat, after)
