/** Whom somebody may write to for the first time, and add to groups: as those say themselves, who are asked, and none who block them. */
import { fail, mostInvites } from '@parley/protocol'
import type { LockedStreams, Queryable, Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { makeCode, readCode } from './invite-code.ts'
import { addedByNew, type Who } from './of-new.ts'
import { readStances, type Stance } from './store/curbs.ts'
import { unbar } from './store/entering.ts'
import { countInvitations, insertInvitation, isInvited } from './store/invitations.ts'

type Means = Pick<Chat, 'db' | 'reach'>

/** Those of them whom somebody reaches. Who blocks them is asked about like who is particular, so that it takes as long. */
const reachedOf = async (
  { reach }: Means,
  by: string,
  to: 'contact' | 'groups',
  stances: readonly Stance[],
): Promise<Set<string>> => {
  const asked = stances.filter((stance) => stance.blocks || stance[to] !== 'everyone').map(({ user }) => user)
  const reached = new Set(asked.length > 0 ? await reach({ by, to, users: asked }) : [])
  const isReached = ({ user, blocks }: Stance) => !blocks && (reached.has(user) || !asked.includes(user))
  return new Set(stances.filter(isReached).map(({ user }) => user))
}

/** For a direct room that is yet to be made: whoever takes no messages of them looks like who blocks them. */
export const checkMayWrite = async (means: Means, by: string, other: string): Promise<void> => {
  const stances = await readStances(means.db, by, [other])
  const reached = await reachedOf(means, by, 'contact', stances)
  if (stances.some(({ blocked }) => blocked) || !reached.has(other)) fail('NOT_ALLOWED')
}

/** Those of them whom somebody may add to a group; the others are to be invited. */
export const whomMayAdd = async (
  means: Means & Pick<Chat, 'config'>,
  who: Who,
  users: readonly string[],
): Promise<ReadonlySet<string>> => {
  const { user: by } = who
  const stances = await readStances(
    means.db,
    by,
    users.filter((user) => user !== by),
  )
  const reached = [...(await reachedOf(means, by, 'groups', stances))]
  const mayAdd = await addedByNew(means, who, reached)
  return new Set([by, ...(mayAdd ?? reached)])
}

/** Behind the locks of their streams, of those who are about to come in. */
export const sortComing = async (
  tx: Queryable,
  by: string,
  users: readonly string[],
  mayAdd: ReadonlySet<string>,
): Promise<{ readonly added: readonly string[]; readonly invited: readonly Stance[] }> => {
  const stances = await readStances(tx, by, users)
  if (stances.some(({ blocked }) => blocked)) fail('BLOCKED_BY_YOU')
  const invited = stances.filter(({ user, blocks }) => blocks || !mayAdd.has(user))
  const left = new Set(invited.map(({ user }) => user))
  return { added: users.filter((user) => !left.has(user)), invited }
}

interface Inviting {
  readonly room: string
  readonly name: string
  readonly by: string
  readonly invited: readonly Stance[]
  /** Those of the invited among them. */
  readonly streams: LockedStreams
}

/** For good, and of each one at a time. Whom the one who asks is blocked by is told nothing: there is an invitation that nobody uses. */
export const inviteAll = async (tx: Transaction, { room, name, by, invited, streams }: Inviting): Promise<void> => {
  for (const { user, blocks } of invited) {
    if (await isInvited(tx, room, user)) continue
    if ((await countInvitations(tx, room)) >= mostInvites) fail('TOO_MANY_INVITES', { most: mostInvites })
    const code = makeCode(room)
    const terms = { expiresInMs: 0, uses: 1, approval: false, roles: [], people: [user], temporary: false }
    await insertInvitation(tx, readCode(code), by, terms)
    await unbar(tx, room, [user])
    if (!blocks) tx.emit(streams.of('chat/user', user), 'room.invited', by, { room, name, code })
  }
}
