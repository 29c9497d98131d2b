import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { readCode } from '../invite-code.ts'
import { onOwnStream } from '../own-stream.ts'
import { declineInvitation } from '../store/invitations.ts'

export const inviteDecline: Handler<'invite.decline', Chat> = ({ code }, { user }, chat) =>
  onOwnStream(chat, user, async (tx, own) => {
    const key = readCode(code)
    if (await declineInvitation(tx, key, user)) tx.emit(own, 'room.declined', user, { room: key.place })
    return {}
  })
