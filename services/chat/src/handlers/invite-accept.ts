import { fail } from '@parley/protocol'
import type { Handler, LockedStreams, Transaction } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { bounds, letsIn, rightsOf } from '../entry.ts'
import { rolesGiven } from '../entry-roles.ts'
import { checkWayIn, type InviteView, type Way } from '../entry-rules.ts'
import { type CodeKey, readCode } from '../invite-code.ts'
import { bringIn } from '../membership.ts'
import { tellWaiting } from '../requests.ts'
import { bringToSpace } from '../residents.ts'
import { noteComing, noteInSpace } from '../rights-log.ts'
import { viewScreening } from '../screening.ts'
import type { Rights } from '../space-rights.ts'
import { useInvitation, viewInvitation } from '../store/invitations.ts'
import type { Person } from '../store/people.ts'
import { countRequests, insertRequest } from '../store/requests.ts'

interface Comer {
  readonly person: Person
  readonly note: string
}

interface Outcome {
  readonly way: Way
  readonly isSpace: boolean
  /** Those that they were given. */
  readonly roles: readonly number[]
}

const ask = async (tx: Transaction, key: CodeKey, view: InviteView, { person, note }: Comer): Promise<void> => {
  const { asking: most } = bounds(view.isSpace)
  if ((await countRequests(tx, key.place)) >= most) fail('TOO_MANY_ASKING', { most })
  await insertRequest(tx, {
    place: key.place,
    person: person.id,
    note,
    roles: view.roles,
    temporary: view.temporary,
    creator: view.by,
  })
  await useInvitation(tx, key)
}

interface Coming {
  readonly key: CodeKey
  readonly view: InviteView
  readonly streams: LockedStreams
  readonly person: Person
  /** Of who made the invitation, where the space has to know. */
  readonly maker: Rights | undefined
}

/** Gives the roles that they come with. */
const come = async (tx: Transaction, { key, view, streams, person, maker }: Coming, config: Chat['config']) => {
  await useInvitation(tx, key)
  if (!view.isSpace) {
    const room = { id: key.place, stream: streams.of('chat/room', key.place), userStreams: streams }
    await bringIn(tx, room, { people: [person], by: person.id, config })
    return []
  }
  const roles = rolesGiven(maker, view.roles)
  const stream = streams.of('chat/space', key.place)
  const { temporary } = view
  await bringToSpace(tx, { stream, userStreams: streams, person, by: person.id, roles, temporary, config })
  return roles
}

/** Whoever waited here for others finds what they have left of the invitation. */
const accept = async (tx: Transaction, key: CodeKey, comer: Comer, { config }: Chat): Promise<Outcome> => {
  const { person } = comer
  await tx.ensureStreams('chat/user', [person.id])
  const streams = await tx.lock([key.place, person.id])
  const view = (await viewInvitation(tx, key, person.id)) ?? fail('INVITE_NOT_FOUND')
  const maker = view.isNamed || view.roles.length > 0 ? await rightsOf(tx, key.place, view.by) : undefined
  const way = checkWayIn(view, letsIn(maker))
  if (way === 'asks') await ask(tx, key, view, comer)
  const roles = way === 'comes in' ? await come(tx, { key, view, streams, person, maker }, config) : []
  return { way, isSpace: view.isSpace, roles }
}

const isDone = ({ way }: Outcome): boolean => way === 'was in' || way === 'comes in'

/** Not where they are out of it again already. */
const screeningOf = async (db: Chat['db'], space: string, user: string) => {
  const screening = await viewScreening(db, space, user)
  return screening ? { screening } : {}
}

export const inviteAccept: Handler<'invite.accept', Chat> = async ({ code, note = '' }, caller, chat) => {
  const { user } = caller
  const key = readCode(code)
  const { place } = key
  // Who is kept out in any case waits for nobody.
  checkWayIn((await viewInvitation(chat.db, key, user)) ?? fail('INVITE_NOT_FOUND'), true)
  const person = (await chat.people.find([user])).get(user) ?? { id: user, name: '' }
  const comer = { person, note: note.trim().normalize('NFC') }
  const outcome = await chat.db.transaction((tx) => accept(tx, key, comer, chat), { account: user })
  const { way, isSpace, roles } = outcome
  if (way === 'comes in' && isSpace) noteInSpace(chat.security, place, 'came into the space', caller, user)
  if (way === 'comes in' && !isSpace) noteComing(chat.security, { room: place, user }, caller)
  if (roles.length > 0) noteInSpace(chat.security, place, 'given a role of the space', caller, user)
  if (way === 'asks') await tellWaiting(chat, place, isSpace)
  if (!isDone(outcome)) return {}
  return isSpace ? { space: place, ...(await screeningOf(chat.db, place, user)) } : { room: place }
}
