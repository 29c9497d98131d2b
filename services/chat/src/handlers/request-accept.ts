import { fail } from '@parley/protocol'
import type { Handler, Transaction } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { idOf, type LockedEntry, lockEntry, type Place, rightsOf } from '../entry.ts'
import { rolesGiven } from '../entry-roles.ts'
import { bringIn } from '../membership.ts'
import { tellWaiting } from '../requests.ts'
import { bringToSpace } from '../residents.ts'
import { noteComing, noteInSpace } from '../rights-log.ts'
import { mayEnter } from '../store/entering.ts'
import type { Person } from '../store/people.ts'
import { getRequest } from '../store/requests.ts'

interface Letting {
  readonly place: Place
  readonly person: Person
  readonly by: string
}

/** With the roles of the invitation by which they asked, as far as who made it may still give them. */
const letIn = async (tx: Transaction, { streams }: LockedEntry, { place, person, by }: Letting, { config }: Chat) => {
  const id = idOf(place)
  const request = await getRequest(tx, id, person.id)
  if (!request || !(await mayEnter(tx, id, person.id))) return fail('REQUEST_NOT_FOUND', { user: person.id })
  if ('room' in place) {
    const room = { id, stream: streams.of('chat/room', id), userStreams: streams }
    return bringIn(tx, room, { people: [person], by, config })
  }
  const roles = rolesGiven(await rightsOf(tx, id, request.creator), request.roles)
  const { temporary } = request
  const stream = streams.of('chat/space', id)
  return bringToSpace(tx, { stream, userStreams: streams, person, by, roles, temporary, config })
}

export const requestAccept: Handler<'request.accept', Chat> = async (asked, caller, chat) => {
  const { user } = asked
  const place = idOf(asked)
  const person = (await chat.people.find([user])).get(user)
  const { seq, came } = await chat.db.transaction(
    async (tx) => {
      const locked = await lockEntry(tx, asked, caller.user, 'let in', user)
      if (locked.isIn) return { seq: locked.head, came: false }
      if (!person) return fail('REQUEST_NOT_FOUND', { user })
      if ('space' in asked) await noteAct(tx, { id: place }, caller.user, { did: 'request.accept', users: [user] })
      return { ...(await letIn(tx, locked, { place: asked, person, by: caller.user }, chat)), came: true }
    },
    { account: caller.user },
  )
  if (!came) return { seq }
  if ('space' in asked) noteInSpace(chat.security, place, 'taken into the space', caller, user)
  else noteComing(chat.security, { room: place, user }, caller)
  await tellWaiting(chat, place, 'space' in asked)
  return { seq }
}
