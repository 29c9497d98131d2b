/** Finding people by name: by the index, then as far as each of them lets who asks find them. */
import { fail, type Input, type Output } from '@parley/protocol'
import { askOwner, beforeIds } from '@parley/service-kit'
import { relationsOwner, roomsOwner } from '@parley/wire'
import type { Auth } from './context.ts'
import { tokensOf } from './name-words.ts'
import { type Place, type Scanned, scanWords } from './store/name-word.ts'

type Means = Pick<Auth, 'db' | 'bus' | 'config'>

/** Words that one look reads, and looks of one search: what is left is the next page's. */
const wordsAtOnce = 200
const mostLooks = 5
const usualFound = 20

const start: Place = { word: '', user: beforeIds }
const placePattern = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(.+)$/su

const placeOf = (text: string | undefined): Place => {
  if (text === undefined) return start
  const [, user, word] = placePattern.exec(text) ?? []
  if (!user || !word) return fail('BAD_INPUT', { at: '/next', why: 'must be `next` of the page before' })
  return { word, user }
}

/** Of contacts it is known that they share something; of others chat knows. Who blocks or is blocked is found by nobody. */
const whoShow = async ({ bus }: Means, me: string, hits: readonly Scanned[]): Promise<readonly Scanned[]> => {
  const others = hits.flatMap(({ user }) => (user === me ? [] : user))
  if (others.length === 0) return hits
  const ties = await askOwner(bus, relationsOwner, 'ties', { user: me, people: others })
  const blocked = new Set(ties.blocked)
  const known = new Set([me, ...ties.contacts])
  const asked = hits.flatMap(({ user, findable }) => (findable === 'shared' && !known.has(user) ? user : []))
  if (asked.length > 0)
    for (const user of await askOwner(bus, roomsOwner, 'acquainted', { user: me, people: asked })) known.add(user)
  return hits.filter(({ user, findable }) => !blocked.has(user) && (findable === 'everyone' || known.has(user)))
}

const isFindable = ({ hit, findable }: Scanned): boolean => hit && findable !== 'nobody'
const toPerson = ({ user, name, profile, picture, guest }: Scanned) => ({
  user,
  name,
  ...(profile && { profile }),
  ...(picture && { picture }),
  ...(guest && { guest }),
})
const nextOf = ({ user, word }: Place) => ({ next: user + word })

export const searchPeople = async (
  means: Means,
  me: string,
  { name, limit = usualFound, next }: Input<'user.search'>,
): Promise<Output<'user.search'>> => {
  const tokens = tokensOf(name.toWellFormed())
  let place = placeOf(next)
  const found: Scanned[] = []
  for (let look = 0; look < mostLooks && tokens.length > 0; look++) {
    const scanned = await scanWords(means.db, tokens, place, wordsAtOnce, means.config.FINDABLE)
    found.push(...(await whoShow(means, me, scanned.filter(isFindable))))
    const last = scanned.at(-1)
    const isEnd = !last || scanned.length < wordsAtOnce
    const users = found.slice(0, limit).map(toPerson)
    const shown = found[limit - 1]
    if (shown && (found.length > limit || !isEnd)) return { users, ...nextOf(shown) }
    if (isEnd) return { users }
    place = last
  }
  return { users: found.map(toPerson), ...(tokens.length > 0 && nextOf(place)) }
}
