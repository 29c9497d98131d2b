/** Finding the person or the room that somebody means by a name. */
import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import type { SlashArgument, SlashCommand, SlashMeans, Values } from './command.ts'

interface Named {
  readonly user: string
  readonly name: string
}

const plain = (name: string): string => name.normalize('NFKC').trim().toLowerCase()

/** `@Ann Lee`, `"Ann Lee"` and `ann lee` are one. */
export const nameIn = (given: string): string => plain(given.replace(/^@/, '').replace(/^"(.*)"$/, '$1'))

/** The ids of those who are called so. */
export const peopleNamed = (people: readonly Named[], given: string): string[] => {
  const wanted = nameIn(given)
  return people.filter(({ name }) => plain(name) === wanted).map(({ user }) => user)
}

type Found = { readonly id: string } | { readonly fault: string }

/** One alone of that name, or why not. */
const only = (ids: readonly string[], { none, several }: { none: string; several: string }): Found => {
  const [id] = ids
  if (id === undefined) return { fault: none }
  return ids.length === 1 ? { id } : { fault: several }
}

/** Loads members until somebody is called so. */
const memberNamed = async (room: Room, given: string): Promise<string[]> => {
  if (room.memberCount === 0) await room.load()
  for (;;) {
    const found = peopleNamed(room.members, given)
    if (found.length > 0 || !(await room.loadMembers())) return found
  }
}

type Means = Pick<SlashMeans, 'room' | 'parley'>

const userNamed = async (given: string, among: 'members' | undefined, { room, parley }: Means): Promise<Found> => {
  if (among)
    return only(await memberNamed(room, given), {
      none: t`Nobody in this group is called ${given}.`,
      several: t`Several people in this group are called ${given}: choose from the list.`,
    })
  const { users } = await parley.call('user.search', { name: nameIn(given) })
  return only(peopleNamed(users, given), {
    none: t`Nobody here is called ${given}.`,
    several: t`Several people here are called ${given}: choose from the list.`,
  })
}

const roomNamed = (given: string, { parley }: Means): Found => {
  const ids = parley.roomList.filter(({ name }) => plain(name) === nameIn(given)).map(({ id }) => id)
  return only(ids, {
    none: t`No conversation of yours is called ${given}.`,
    several: t`Several conversations are called ${given}: choose from the list.`,
  })
}

const find = async (argument: SlashArgument, given: string, means: Means): Promise<Found> => {
  if (argument.kind === 'user') return userNamed(given, argument.among, means)
  return argument.kind === 'room' ? roomNamed(given, means) : { id: given }
}

/** With ids in place of the names of people and rooms, or why one of them is none. */
export const withIds = async (
  { takes = [] }: SlashCommand,
  values: Values,
  means: Means,
): Promise<{ readonly values: Values } | { readonly fault: string }> => {
  const found: Record<string, string> = {}
  for (const argument of takes) {
    const given = values[argument.name]
    if (typeof given !== 'string') continue
    const one = await find(argument, given, means)
    if ('fault' in one) return one
    found[argument.name] = one.id
  }
  return { values: { ...values, ...found } }
}
