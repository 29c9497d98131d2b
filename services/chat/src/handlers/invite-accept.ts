import { fail, mostAsking } from '@parley/protocol'
import type { Handler, Transaction } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { type CodeKey, readCode } from '../invite-code.ts'
import { bringIn } from '../membership.ts'
import { tellWaiting } from '../requests.ts'
import { noteComing } from '../rights-log.ts'
import { checkLetsIn } from '../rules.ts'
import { useInvitation, viewInvitation } from '../store/invitations.ts'
import type { Person } from '../store/people.ts'
import { countRequests, insertRequest } from '../store/requests.ts'

type Outcome = 'was in' | 'came in' | 'asks' | 'asked before'

const ask = async (tx: Transaction, key: CodeKey, { id }: Person): Promise<Outcome> => {
  if ((await countRequests(tx, key.room)) >= mostAsking) fail('TOO_MANY_ASKING', { most: mostAsking })
  await insertRequest(tx, key.room, id)
  await useInvitation(tx, key)
  return 'asks'
}

/** Whoever waited here for others finds what they have left of the invitation. */
const accept = async (tx: Transaction, key: CodeKey, person: Person, { config }: Chat): Promise<Outcome> => {
  await tx.ensureStreams('chat/user', [person.id])
  const userStreams = await tx.lock([key.room, person.id])
  const stream = userStreams.find('chat/room', key.room) ?? fail('INVITE_NOT_FOUND')
  const view = await viewInvitation(tx, key, person.id)
  const { isIn, asks, approval } = checkLetsIn(view)
  if (isIn) return 'was in'
  if (asks) return 'asked before'
  if (approval) return ask(tx, key, person)
  await useInvitation(tx, key)
  await bringIn(tx, { id: key.room, stream, userStreams }, { people: [person], by: person.id, config })
  return 'came in'
}

export const inviteAccept: Handler<'invite.accept', Chat> = async ({ code }, caller, chat) => {
  const { user } = caller
  const key = readCode(code)
  checkLetsIn(await viewInvitation(chat.db, key, user))
  const person = (await chat.people.find([user])).get(user) ?? { id: user, name: '' }
  const outcome = await chat.db.transaction((tx) => accept(tx, key, person, chat), { account: user })
  if (outcome === 'came in') noteComing(chat.security, { room: key.room, user }, caller)
  if (outcome === 'asks') await tellWaiting(chat, key.room)
  return outcome === 'was in' || outcome === 'came in' ? { room: key.room } : {}
}
