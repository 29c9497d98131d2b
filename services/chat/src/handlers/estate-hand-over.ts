import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { handOver } from '../residents.ts'
import { noteInSpace } from '../rights-log.ts'
import { isSpace, readRights } from '../store/spaces.ts'

const needs = 'spaces.manage'

/** It stands in the log of the platform before it is done. Who asks may live elsewhere, so the space is looked at for who is to own it. */
export const estateHandOver: Handler<'estate.hand_over', Chat> = async ({ space, user, reason }, caller, chat) => {
  const { db, staffed, security } = chat
  if (!(await staffed({ user: caller.user, needs }))) fail('ROLE_MISSING', { needs })
  if (!(await isSpace(db, space))) fail('SPACE_NOT_FOUND')
  const rights = (await readRights(db, space, [user])).get(user) ?? fail('RESIDENT_NOT_FOUND', { user })
  const deed = { what: 'estate.hand_over', whom: user, reason, is: { space } } as const
  if (rights.owner !== user && !(await staffed({ user: caller.user, needs, deed }))) fail('ROLE_MISSING', { needs })
  const { seq, changed } = await db.transaction(
    async (tx) => {
      const stream = (await tx.lockRuled(space)).find('chat/space', space) ?? fail('SPACE_NOT_FOUND')
      const now = (await readRights(tx, space, [user])).get(user) ?? fail('RESIDENT_NOT_FOUND', { user })
      if (now.owner === user) return { seq: stream.head, changed: false }
      return { seq: (await handOver(tx, stream, null, user, reason)).seq, changed: true }
    },
    { account: caller.user },
  )
  if (changed) noteInSpace(security, space, 'made owner of the space', caller, user)
  return { seq }
}
