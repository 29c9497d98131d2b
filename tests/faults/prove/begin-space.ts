/** A space that everybody lives in, before all else. */
import { uuid7 } from '@parley/client'
import type { PermissionName } from '@parley/protocol'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import type { Room } from './records.ts'
import type { Scene } from './scene.ts'

const staff: PermissionName[] = [
  'kick',
  'ban',
  'time_out',
  'manage_roles',
  'manage_rooms',
  'manage_threads',
  'manage_messages',
]
const insiders: PermissionName[] = ['view']

/** As the platform answers before anything fails. */
const given = <T>(answer: T | undefined): T => {
  if (answer === undefined) throw new Error('the space is refused')
  return answer
}

export const beginSpace = async ({ people, records, hasSpace }: Scene): Promise<void> => {
  const [owner, ...others] = people as [Person, ...Person[]]
  if (!hasSpace) return
  const ask = async <T>(attempt: () => Promise<T>) => given(await persist(attempt))
  const { space, on } = await ask(() => owner.ask('space.create', { key: uuid7(), name: 'Space' }))
  const roles = [0]
  for (const [name, may] of [
    ['Staff', staff],
    ['Insiders', insiders],
  ] as const)
    roles.push((await ask(() => owner.ask('role.create', { space, name, may }))).role)
  const categories: string[] = []
  for (const name of ['Upstairs', 'Downstairs'])
    categories.push((await ask(() => owner.ask('category.create', { space, name }))).category)
  const rooms: Room[] = []
  for (const category of [undefined, ...categories, ...categories]) {
    const asked = { kind: 'text', space, key: uuid7(), name: 'Room', ...(category ? { category } : {}) } as const
    const made = await ask(() => owner.ask('room.create', asked))
    rooms.push({ room: made.room, on: made.on })
  }
  const { code } = await ask(() => owner.ask('invite.create', { space, expires_in_ms: 0 }))
  await Promise.all(others.map((who) => ask(() => who.ask('invite.accept', { code }))))
  records.space = { space, on, code, rooms, categories, roles }
  await Promise.all(
    people.flatMap(({ app, bot }) => rooms.flatMap(({ room }) => [app, bot].map((device) => device.look(room)))),
  )
}
