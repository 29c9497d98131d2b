import type { Handler } from '@parley/service-kit'
import { noteActIn } from '../audit.ts'
import type { Chat } from '../context.ts'
import { lockRoom, messageIn } from '../membership.ts'
import { checkMayTakeBack } from '../rules.ts'
import { endPreviews } from '../store/previews.ts'

export const previewRemove: Handler<'preview.remove', Chat> = ({ room, seq }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream, rules, members } = await lockRoom(tx, room, user, [])
      const message = await messageIn(tx, stream, seq, user)
      checkMayTakeBack(message, { person: user, as: members.get(user), kind: rules })
      if (!(await endPreviews(tx, room, seq))) return { seq: stream.head }
      const ended = tx.emit(stream, 'message.unpreviewed', user, { seq })
      if (message.by !== user)
        await noteActIn(tx, stream, user, { did: 'preview.remove', users: [message.by], seqs: [seq] })
      return { seq: ended.seq }
    },
    { account: user },
  )
