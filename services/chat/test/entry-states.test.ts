/** What events tell of who comes into a space, and how people come in, is what lists tell. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'

const { ok, ask, people, events } = await useChat()

interface Told {
  readonly roles: readonly number[]
  readonly pending: boolean
  readonly temporary: boolean
}

const follow = async (space: string) => {
  const residents = new Map<string, Told>()
  let entry: unknown = 'open'
  for (const { ev, is } of await events(space)) {
    const of = (user: unknown): Told => residents.get(String(user)) ?? { roles: [], pending: false, temporary: false }
    if (ev === 'resident.joined')
      residents.set(String(is.user), {
        roles: (is.roles as number[] | undefined) ?? [],
        pending: is.pending === true,
        temporary: is.temporary === true,
      })
    else if (ev === 'resident.left') residents.delete(String(is.user))
    else if (ev === 'resident.accepted') residents.set(String(is.user), { ...of(is.user), pending: false })
    else if (ev === 'role.granted')
      for (const user of is.users as string[])
        residents.set(user, { ...of(user), roles: [...of(user).roles, is.role as number], temporary: false })
    else if (ev === 'space.changed') entry = is.entry ?? entry
  }
  return { residents, entry }
}

test.each([1, 2])(
  'what events tell of who lives in a space, with which roles, before the rules or not, is what lists tell (%i)',
  async (seed) => {
    const [ann, ...others] = await people('Ann', 'Bob', 'Cid', 'Eve', 'Fay')
    const { space } = await ok(ann, 'space.create', { name: 'Space' })
    const { role } = await ok(ann, 'role.create', { space, name: 'Guest' })
    const codes = await Promise.all(
      [
        {},
        { roles: [role] },
        { approval: true, roles: [role] },
        { temporary: true },
        { temporary: true, roles: [role] },
        { temporary: true, approval: true },
      ].map(async (terms) => (await ok(ann, 'invite.create', { space, ...terms })).code),
    )
    const version = async () => (await ok(ann, 'screening.get', { space })).version
    const deeds: readonly ((person: Person, chance: number) => Promise<unknown>)[] = [
      (person, chance) => ask(person, 'invite.accept', { code: codes[chance % codes.length] as string }),
      (person) => ask(person, 'space.leave', { space }),
      async (person) => ask(person, 'screening.accept', { space, version: await version() }),
      (person) => ask(ann, 'request.accept', { space, user: person.user }),
      (person) => ask(ann, 'role.grant', { space, role, users: [person.user] }),
      (_, chance) =>
        ask(ann, 'space.change', {
          space,
          entry: (['open', 'request', 'closed', 'open'] as const)[chance % 4] as 'open',
        }),
      (_, chance) => ask(ann, 'screening.set', { space, rules: [`Rule ${chance}`] }),
    ]
    const step = fc.tuple(fc.nat(deeds.length - 1), fc.constantFrom(...others), fc.nat(11))
    // After this one nothing says that a reader has to ask again.
    await ok(ann, 'screening.set', { space, rules: ['Be kind'] })
    const before = (await events(space)).filter(({ ev }) => ev === 'rights.changed').length
    for (const [deed, person, chance] of fc.sample(step, { numRuns: 100, seed })) await deeds[deed]?.(person, chance)
    expect((await events(space)).filter(({ ev }) => ev === 'rights.changed')).toHaveLength(before)
    const told = await follow(space)
    const { residents } = await ok(ann, 'resident.list', { space })
    const listed = residents.map(
      ({ user, roles, pending, temporary }) =>
        [user, { roles, pending: pending === true, temporary: temporary === true }] as const,
    )
    expect(new Map(listed)).toEqual(told.residents)
    expect(await ok(ann, 'space.get', { space })).toMatchObject({ entry: told.entry, resident_count: residents.length })
  },
)
