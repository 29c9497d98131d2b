/** One of each kind of those who ask: by who they are, what they may do and how they stand; and a service key for each scope. */
import { randomUUID } from 'node:crypto'
import { appointBy } from '@parley/auth'
import { keyScopes } from '@parley/protocol'
import { openToMend } from '@parley/service-kit'
import { atOnce } from './at-once.ts'
import type { Person, World } from './world.ts'

export interface Asker {
  readonly name: string
  readonly token?: string
  readonly refresh?: string
  /** Of a service key. */
  readonly scope?: string
}

const reason = 'because of the test'
const roles = ['owner', 'admin', 'moderator', 'support', 'auditor'] as const
const standings = ['suspended', 'locked', 'banned'] as const

/** The same with another signature. */
const forged = (token: string) => token.replace(/[^.]+$/, (signature) => signature.split('').reverse().join(''))

const guestOf = async (world: World): Promise<Person> => {
  const opened = await world.post('guest.create', { name: 'Gus' })
  return { ...opened, name: 'Gus', username: '', token: opened.access }
}

/** Of the space of Ann: who lives in it, and who may ban people there. */
const settle = async (world: World, ann: Person, member: Person, keeper: Person) => {
  const { space } = await world.post('space.create', { name: 'Ours', key: randomUUID() }, ann.token)
  const { code } = await world.post('invite.create', { space }, ann.token)
  for (const { token } of [member, keeper]) await world.post('invite.accept', { code }, token)
  const { role } = await world.post('role.create', { space, name: 'Keeper', may: ['ban'] }, ann.token)
  await world.post('role.grant', { space, role, users: [keeper.user] }, ann.token)
}

/** What each did before somebody was restricted is given to do. */
export const makeAskers = async (
  world: World,
  beforehand: (asker: Asker) => Promise<unknown>,
): Promise<readonly Asker[]> => {
  const people = Object.fromEntries(
    await atOnce(
      ['ann', 'bob', 'member', 'keeper', ...roles, ...standings, 'logged out'],
      4,
      async (name) => [name, await world.person(name)] as const,
    ),
  ) as Record<string, Person>
  const of = (name: string) => people[name] as Person
  await settle(world, of('ann'), of('member'), of('keeper'))
  {
    await using auth = await openToMend(world.environment.adminUrl, 'auth')
    for (const role of roles) await appointBy(auth.db, of(role).user, role, reason)
  }
  const owner = of('owner').token
  const [guest, suspendedGuest] = [await guestOf(world), await guestOf(world)]
  const keys = await atOnce(keyScopes, 4, async (scope) => {
    const { secret } = await world.post('key.create', { key: randomUUID(), name: 'Chess', scopes: [scope] }, owner)
    return { name: `key for ${scope}`, token: secret, scope }
  })
  const everybody = Object.entries({ ...people, guest, 'suspended guest': suspendedGuest })
  const askers: readonly Asker[] = [
    { name: 'anonymous' },
    ...everybody.map(([name, { token, refresh }]) => ({ name, token, refresh })),
    { name: 'forger', token: forged(of('ann').token), refresh: 'A'.repeat(44) },
    ...keys,
  ]
  await atOnce(askers, 4, beforehand)
  const restrict = (user: string, kind: (typeof standings)[number]) =>
    world.post('person.restrict', { user, kind, reason }, owner)
  for (const kind of standings) await restrict(of(kind).user, kind)
  await restrict(suspendedGuest.user, 'suspended')
  await world.post('session.end', { refresh: of('logged out').refresh })
  return askers
}
