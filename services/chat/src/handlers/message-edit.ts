import { fail, mostEdits } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { namedIn } from '../content.ts'
import type { Chat } from '../context.ts'
import { countMentions } from '../filters/compile.ts'
import { checkIsOpen, lockRoom, messageIn } from '../membership.ts'
import { mentionChange } from '../mention-change.ts'
import { checkLinks } from '../of-new.ts'
import { checkMayEdit } from '../rules.ts'
import { timeLeft } from '../store/expiries.ts'
import { noteFlags } from '../store/filters.ts'
import { findMentioned, listMentions, noteMentions } from '../store/mentions.ts'
import { insertEdit, textOf } from '../store/message-states.ts'
import { findByKey } from '../store/messages.ts'
import { isPoll } from '../store/polls.ts'
import { renewWords } from '../store/stretches.ts'

export const messageEdit: Handler<'message.edit', Chat> = async (
  { room, seq, id, text: given, may_mention },
  caller,
  chat,
) => {
  const { user } = caller
  const { db, judge } = chat
  await checkLinks(chat, caller, given)
  const named = namedIn(given, may_mention)
  const { texts, flags } = await judge.inRoom(room, { person: user, texts: [given], mentions: countMentions(named) })
  const [text = given] = texts
  return db.transaction(
    async (tx) => {
      const locked = await lockRoom(tx, room, user, [])
      const { stream } = locked
      const earlier = await findByKey(tx, room, id)
      if (earlier)
        return earlier.by === user && earlier.ev !== 'message.sent' ? { seq: earlier.seq } : fail('MESSAGE_ID_TAKEN')
      const message = await messageIn(tx, stream, seq, user)
      checkMayEdit(message, user)
      await checkIsOpen(tx, locked)
      if (await isPoll(tx, { room, seq })) fail('POLL_FIXED')
      if ((await textOf(tx, room, seq)) === text) return { seq: stream.head }
      if (message.edits.length >= mostEdits) fail('TOO_MANY_EDITS', { most: mostEdits })
      const left = await timeLeft(tx, room, seq)
      if (left !== undefined && left <= 0) fail('MESSAGE_NOT_FOUND')
      const expires = left === undefined ? {} : { expires_ms: left }
      const mentions = named && (await findMentioned(tx, room, user, named))
      const change = mentionChange(await listMentions(tx, room, seq), mentions)
      const edited = tx.emit(stream, 'message.edited', user, { seq, text, ...expires, ...change }, id)
      await insertEdit(tx, room, seq, edited.seq)
      if (mentions) await noteMentions(tx, { room, message: seq, told: edited.seq, author: user, mentions })
      await renewWords(tx, room, [seq])
      if (flags.length > 0) await noteFlags(tx, { room, seq, person: user, flags })
      return { seq: edited.seq }
    },
    { account: user },
  )
}
