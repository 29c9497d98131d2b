/** What chat does by the clock: what people have asked for at a time, and what is left of deleted rooms. */
import type { Database, Job } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { finishDeletions } from './deletion.ts'
import { expireDue } from './expiring.ts'
import { closeDue } from './polls.ts'
import { ringDue } from './reminding.ts'
import { sendDue } from './schedules.ts'

/** What is deleted is cleared at once; this is for what a process that ended has left, of which people are not told yet. */
export const clearDeletedRooms = (db: Database): Job<'rooms' | 'rows'> => ({
  name: 'clear-deleted-rooms',
  everySeconds: 5,
  isOften: true,
  counts: ['rooms', 'rows'],
  run: () => finishDeletions(db),
})

/** So late what people have asked for may come, besides what a run takes. */
const dueEverySeconds = 5

/** What is due. The one does not wait for the other to succeed. */
export const doWhatIsDue = (
  chat: Pick<Chat, 'db' | 'send' | 'moves' | 'attach'>,
): Job<'sent' | 'failed' | 'rung' | 'closed' | 'expired'> => ({
  name: 'do-what-is-due',
  everySeconds: dueEverySeconds,
  isOften: true,
  counts: ['sent', 'failed', 'rung', 'closed', 'expired'],
  run: async () => {
    const works = [sendDue(chat), ringDue(chat), closeDue(chat), expireDue(chat)] as const
    await Promise.allSettled(works)
    const [sent, rung, closed, expired] = await Promise.all(works)
    return { ...sent, rung, closed, expired }
  },
})
