/** Lets time pass for what was said, and removes what is over. */
import { removeOld } from '@parley/chat'
import { openToMend } from '@parley/service-kit'
import { query } from './stored.ts'

const nothingSaid = { KEEP_HOURS: 0, KEEP_HOURS_MOST: 0, KEEP_PINS: false, KEEP_THREADS: false }

/** As the run of a service does, but that gateways find out by comparing positions. */
export const runRetention = async (adminUrl: string): Promise<void> => {
  await using chat = await openToMend(adminUrl, 'chat')
  await removeOld({ db: chat.db, config: nothingSaid, moves: { note: () => {} } }).run()
}

/** What stands in a room up to a position is two hours older from now on. */
export const age = (adminUrl: string, room: string, upto: number) =>
  query(adminUrl, `update chat.event set at = at - interval '2 hours' where stream = $1 and seq <= $2`, [room, upto])
