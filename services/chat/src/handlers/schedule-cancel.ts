import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'
import { tellEnded } from '../schedules.ts'
import { cancelScheduled, endOf } from '../store/scheduled.ts'

/** Cancelled twice it is cancelled; what has gone out is not. */
export const scheduleCancel: Handler<'schedule.cancel', Chat> = ({ room, id }, { user }, chat) =>
  onOwnStream(chat, user, async (tx, own) => {
    const key = { room, person: user, id }
    if (await cancelScheduled(tx, key)) await tellEnded(tx, own, key, user)
    else if ((await endOf(tx, key))?.isSent !== false) fail('SCHEDULE_NOT_FOUND')
    return {}
  })
