import { fail, type Input, usualInviteMs } from '@parley/protocol'
import type { Handler, Transaction } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { bounds, idOf, type LockedEntry, lockEntry } from '../entry.ts'
import { makeCode, readCode } from '../invite-code.ts'
import { toInvite } from '../invite-view.ts'
import { checkInvites } from '../of-new.ts'
import { everyone } from '../permissions.ts'
import { noteInSpace, noteInvitation } from '../rights-log.ts'
import { mayGrant } from '../space-rights.ts'
import { unbar } from '../store/entering.ts'
import { countInvitations, insertInvitation } from '../store/invitations.ts'
import { getSpace } from '../store/spaces.ts'

type Asked = Input<'invite.create'>

/** It gives what its maker may give. Whom somebody names who lets people in, they await: nothing is held against them any more. */
const checkSpaceTerms = async (tx: Transaction, locked: LockedEntry, asked: Extract<Asked, { space: string }>) => {
  const { rights, letsIn } = locked
  for (const id of asked.roles ?? []) {
    const role = rights?.roles.get(id) ?? fail('ROLE_NOT_FOUND')
    if (id === everyone) fail('ROLE_FIXED')
    if (!rights || !mayGrant(rights, role)) fail('NOT_BELOW_YOU')
  }
  if (asked.users && letsIn) await unbar(tx, asked.space, asked.users)
  else if ((await getSpace(tx, asked.space)).entry === 'closed') fail('SPACE_CLOSED')
}

const termsOf = (asked: Asked) => {
  const { expires_in_ms: expiresInMs = usualInviteMs, uses = 0, approval = false } = asked
  const { roles = [], users, temporary = false } = 'space' in asked ? asked : {}
  return { expiresInMs, uses, approval, roles, people: users ? [...new Set(users)] : null, temporary }
}

export const inviteCreate: Handler<'invite.create', Chat> = async (asked, caller, chat) => {
  const { db, security } = chat
  const { user } = caller
  const place = idOf(asked)
  const code = makeCode(place)
  const made = await db.transaction(
    async (tx) => {
      const locked = await lockEntry(tx, asked, user, 'invite')
      if ('space' in asked) await checkSpaceTerms(tx, locked, asked)
      const { invites: most } = bounds('space' in asked)
      if ((await countInvitations(tx, place)) >= most) fail('TOO_MANY_INVITES', { most })
      await checkInvites(tx, chat, caller)
      const terms = termsOf(asked)
      const invitation = await insertInvitation(tx, readCode(code), user, terms)
      const { uses, approval, roles, people, temporary } = terms
      const some = { ...(people ? { users: people.length } : {}), ...(temporary ? { temporary } : {}) }
      const after = { invite: invitation.id, uses, approval, roles, ...some }
      if ('space' in asked) await noteAct(tx, { id: place }, user, { did: 'invite.create', after })
      return invitation
    },
    { account: user },
  )
  if ('space' in asked) noteInSpace(security, place, 'made an invitation to the space', caller)
  else noteInvitation(security, place, 'made an invitation to the room', caller)
  return { code, ...toInvite(made) }
}
