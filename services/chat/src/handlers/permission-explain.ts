import { fail, permissionNames } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { placeFor } from '../overrides.ts'
import { explainPermissions, type Step } from '../permissions.ts'
import { checkPermission, mayIn } from '../space-rights.ts'
import { readRights } from '../store/spaces.ts'

const toStep = ({ why, roles, allow, deny, holds }: Step) => ({
  why,
  ...(roles ? { roles: [...roles] } : {}),
  allow: permissionNames(allow),
  deny: permissionNames(deny),
  holds: permissionNames(holds),
})

export const permissionExplain: Handler<'permission.explain', Chat> = async (
  { space, room, user: whom },
  { user },
  { db },
) => {
  const person = whom ?? user
  const all = await readRights(db, space, [user, person])
  const rights = all.get(user) ?? fail('SPACE_NOT_FOUND')
  const place = room === undefined ? undefined : await placeFor(db, space, rights, { room })
  if (person !== user) checkPermission(place?.may ?? mayIn(rights), 'manage_roles')
  const steps = explainPermissions({
    person,
    resident: all.get(person)?.resident,
    space: { owner: rights.owner, roles: new Map([...rights.roles.values()].map(({ id, may }) => [id, may])) },
    overrides: place?.said,
    unguarded: all.get(person)?.unguarded,
    now: rights.now,
  })
  return { may: permissionNames(steps.at(-1)?.holds ?? 0n), steps: steps.map(toStep) }
}
