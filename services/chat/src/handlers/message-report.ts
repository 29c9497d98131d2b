import { fail, mostAround, mostReports } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { checkIsMessage, checkSees } from '../rules.ts'
import { listHidden, sightOf } from '../store/hidden.ts'
import { stands } from '../store/members.ts'
import { findMessages } from '../store/message-states.ts'
import { findOpen, insertReport, readAround } from '../store/reports.ts'

/** Behind the lock of the room: whoever takes the message back comes before it, or too late. Who may only read may report, too. */
export const messageReport: Handler<'message.report', Chat> = ({ room, seq, kind, note = '' }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      if (!(await stands(tx, room, user))) fail('ROOM_NOT_FOUND')
      const stream = (await tx.lock([room])).find('chat/room', room)
      if (!stream || !(await stands(tx, room, user))) return fail('ROOM_NOT_FOUND')
      const { id, open } = await findOpen(tx, user, room, seq)
      if (id !== null) return { report: id }
      const message = checkIsMessage((await findMessages(tx, room, [seq], user))[0])
      checkSees(message, await sightOf(tx, user))
      const { by: author } = message
      if (author === user) fail('REPORTING_YOURSELF')
      if (open >= mostReports) fail('TOO_MANY_REPORTS', { most: mostReports })
      const sealed = await readAround(tx, { room, seq, person: user }, mostAround, await listHidden(tx, user))
      const space = stream.ruler ?? null
      const report = await insertReport(tx, {
        room,
        seq,
        by: user,
        author: author as string,
        kind,
        note,
        space,
        sealed,
      })
      return { report }
    },
    { account: user },
  )
