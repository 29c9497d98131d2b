/** What apps show of the spaces that their user lives in. */
import { isDeepStrictEqual } from 'node:util'
import type { Parley } from '@parley/client'
import { type Spaces, spacesOf } from '@parley/client/spaces'
import { eventually } from '../../setup/eventually.ts'
import { connect } from '../../setup/sdk.ts'
import type { Person } from './person.ts'

/** Has each loaded as it comes. */
export const keepSpaces = (parley: Parley): Spaces => {
  const spaces = spacesOf(parley)
  const asked = new WeakSet<object>()
  const loadAll = () => {
    for (const space of spaces.list) {
      if (space.isLoaded || asked.has(space)) continue
      asked.add(space)
      space.load().catch(() => asked.delete(space))
    }
  }
  spaces.subscribe(loadAll)
  loadAll()
  return spaces
}

/** But for what nobody tells again who rests: how much is unread. */
export const showSpaces = ({ list }: Spaces): unknown =>
  list.map(({ id, isLoaded, name, owner, residentCount, roles, mutedUntil, roleList, sections }) => ({
    ...{ id, isLoaded, name, owner, residentCount, roles, isMuted: mutedUntil !== undefined, roleList },
    sections: sections.map(({ category, rooms }) => [
      category,
      rooms.map(({ unread: _, mentions: __, markedUnread: ___, ...room }) => room),
    ]),
  }))

/** What another app of theirs shows that has just come. */
const showAfresh = async (url: string, { token }: Person): Promise<unknown> => {
  const parley = await connect(url, { token })
  try {
    const spaces = keepSpaces(parley)
    await spaces.ready
    await eventually('all are loaded', () => spaces.list.every(({ isLoaded }) => isLoaded))
    return showSpaces(spaces)
  } finally {
    await parley.close()
  }
}

export const otherSpaces = (url: string, person: Person): Promise<string[]> =>
  showAfresh(url, person)
    .then((fresh) => eventually('it shows the same', () => isDeepStrictEqual(person.app.spaces(), fresh)))
    .then(
      () => [],
      () => [`${person.app.name} shows other spaces than an app of ${person.name} that has just come`],
    )
