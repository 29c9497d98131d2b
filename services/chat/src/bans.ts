/** Keeping people out of a space. */
import { fail, type Input } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import { noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import { tellGone } from './residents.ts'
import { type LockedSpace, lockSpace } from './space-lock.ts'
import { checkBelow, rankOf } from './space-rights.ts'
import { insertBans, orderPurge } from './store/bans.ts'
import { revokeInvitations } from './store/invitations.ts'
import { dropRequests } from './store/requests.ts'
import { deleteResidents } from './store/residents.ts'

type Ban = Input<'ban.add'>

interface Banned {
  readonly seq: number
  /** Those who were not banned before. */
  readonly people: readonly string[]
}

/** They are out at once, all of them by one statement. None of them owns the space, as nobody stands above the owner. */
const takeOut = async (
  tx: Transaction,
  { stream, streams, others }: LockedSpace,
  by: string,
  { users, reason }: Ban,
) => {
  const inside = users.filter((user) => others.has(user))
  await deleteResidents(tx, stream.id, inside)
  await revokeInvitations(tx, stream.id, users)
  await dropRequests(tx, stream.id, users)
  for (const person of inside) tellGone(tx, { stream, userStreams: streams, person, by, reason })
}

export const banAll = async ({ db, people: known, purge }: Chat, by: string, asked: Ban): Promise<Banned> => {
  const { space, reason, purge_ms = 0 } = asked
  const users = [...new Set(asked.users)]
  const found = await known.find(users)
  const nobody = users.find((user) => !found.has(user))
  if (nobody) fail('USER_NOT_FOUND', { user: nobody })
  const banned = await db.transaction(
    async (tx) => {
      const locked = await lockSpace(tx, space, by, { may: 'ban', about: users, tells: users, rules: true })
      for (const user of users) checkBelow(locked.rights, rankOf(locked.others.get(user) ?? stranger))
      const people = await insertBans(tx, space, { people: users, by, reason: reason ?? '' })
      await takeOut(tx, locked, by, { ...asked, users })
      if (purge_ms > 0) await orderPurge(tx, space, users, by, purge_ms)
      const after = purge_ms > 0 ? { purge_ms } : undefined
      if (people.length > 0) await noteAct(tx, locked.stream, by, { did: 'ban.add', users: people, reason, after })
      return { seq: locked.stream.head, people }
    },
    { account: by, weight: users.length },
  )
  if (purge_ms > 0) purge()
  return banned
}

/** Who does not live there stands as low as everyone. */
const stranger = { owner: '', person: '-', resident: { roles: [] }, roles: new Map() }
