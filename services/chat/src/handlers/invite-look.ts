import { fail, type Output } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { letsIn, rightsOf } from '../entry.ts'
import { checkWayIn, type InviteView, roughly, type Way } from '../entry-rules.ts'
import { readCode } from '../invite-code.ts'
import { viewInvitation } from '../store/invitations.ts'

type Sight = Output<'invite.look'>

/** Nothing of people to who has no account yet. */
const tell = (view: InviteView, way: Way, isKnown: boolean): Sight => {
  const { name, description, members, isSpace, approval, temporary, by, byName } = view
  return {
    name,
    ...(description ? { description } : {}),
    member_count: isSpace ? roughly(members) : members,
    ...(by && isKnown ? { by: { user: by, name: byName } } : {}),
    approval: way === 'was in' ? approval : way !== 'comes in',
    asked: way === 'asks already',
    ...(temporary && way !== 'was in' ? { temporary } : {}),
  }
}

export const inviteLook: Handler<'invite.look', Chat> = async ({ code }, { user }, { db }) => {
  const key = readCode(code)
  const isKnown = user !== ''
  const view = (await viewInvitation(db, key, isKnown ? user : undefined)) ?? fail('INVITE_NOT_FOUND')
  const maker = view.isNamed ? await rightsOf(db, key.place, view.by) : undefined
  const way = checkWayIn(view, letsIn(maker))
  const where = view.isSpace ? { space: key.place } : { room: key.place }
  return { ...tell(view, way, isKnown), ...(way === 'was in' ? where : {}) }
}
