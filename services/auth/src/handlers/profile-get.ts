import { fail } from '@parley/protocol'
import { askOwner, type Handler } from '@parley/service-kit'
import { relationsOwner } from '@parley/wire'
import type { Auth } from '../context.ts'
import { readProfile } from '../store/profile.ts'

export const profileGet: Handler<'profile.get', Auth> = async ({ user }, { user: me }, { db, bus }) => {
  const profile = (await readProfile(db, user)) ?? fail('NOBODY_FOUND')
  if (user === me || profile.profile === undefined) return profile
  const { blocked } = await askOwner(bus, relationsOwner, 'ties', { user: me, people: [user] })
  return blocked.length > 0 ? { user, name: profile.name, ...(profile.guest && { guest: profile.guest }) } : profile
}
