import { fail, usualPage } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { checkSeen } from '../kept-messages.ts'
import { kindFor } from '../membership.ts'
import { fitNamed } from '../room-view.ts'
import { isPoll, listVoters } from '../store/polls.ts'

export const voteList: Handler<'vote.list', Chat> = async (
  { room, seq, answer, after = 0, limit = usualPage.votes },
  { user },
  side,
) => {
  const { db } = side
  await kindFor(db, room, user)
  await checkSeen(db, { person: user, room, seq })
  if (!(await isPoll(db, { room, seq }))) fail('NOT_A_POLL')
  const asked = { room, seq, answer, person: user, after, limit: limit + 1 }
  const { epoch, head, voters } = await listVoters(db, asked)
  const users = [...fitNamed(voters.slice(0, limit), side)]
  return { epoch, head, users, more: voters.length > users.length }
}
