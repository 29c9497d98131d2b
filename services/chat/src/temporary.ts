/** Who lives in a space until they go offline is taken out when they have: presence is asked about all of them, and only what it surely knows counts. */
import { askInParts, type Bus, beforeIds, type Job, type Log } from '@parley/service-kit'
import { presenceOwner } from '@parley/wire'
import type { Chat } from './context.ts'
import { takeOutOfSpace } from './residents.ts'
import { findOver, type Graces, listTemporary, noteGone, noteHere } from './store/temporary-residents.ts'

type Side = Pick<Chat, 'db' | 'config' | 'security'> & { readonly bus: Bus; readonly log: Log }

const everySeconds = 5
const pageSize = 500
/** Of an id in the question, and of its answer. */
const idBytes = 50
/** So few that nobody waits long for the space that is locked. */
const peopleAtOnce = 20
const daySeconds = 86_400

const gracesOf = ({ config }: Side): Graces => ({ gone: config.TEMPORARY_GRACE_SECONDS, unseen: daySeconds })

/** Decided once more behind the lock: they may have been given a role meanwhile. */
const takeOut = async (side: Side, space: string, people: readonly string[]): Promise<number> => {
  const out = await side.db.transaction(
    async (tx) => {
      const streams = await tx.lockRuled(space, people)
      const stream = streams.find('chat/space', space)
      if (!stream) return []
      const over = await findOver(tx, gracesOf(side), space, people)
      for (const person of over)
        await takeOutOfSpace(tx, { stream, userStreams: streams, person, by: null, why: 'offline' })
      return over
    },
    { account: space, weight: people.length },
  )
  for (const user of out)
    side.security('rights-changed', { space, user, why: 'left the space, where they were until they went offline' })
  return out.length
}

type Here = readonly (boolean | null)[]

/** Nothing where presence is not deployed, or does not answer. */
const askHere = async ({ bus, log }: Side, people: readonly string[]): Promise<Here | undefined> => {
  try {
    return await askInParts(bus, presenceOwner, 'present', people, { most: pageSize, bytesEach: idBytes })
  } catch (err) {
    log.debug({ err }, 'presence does not say who is there: nobody is taken to have gone offline')
    return undefined
  }
}

/** Of whom nothing is known nothing changes. */
const attend = async (side: Side, people: readonly string[], here: Here): Promise<number> => {
  const those = (wanted: boolean) => people.filter((_, place) => here[place] === wanted)
  await noteHere(side.db, those(true))
  const over = await noteGone(side.db, gracesOf(side), those(false))
  let left = 0
  for (const [space, all] of Map.groupBy(over, (one) => one.space))
    for (let at = 0; at < all.length; at += peopleAtOnce) {
      const some = all.slice(at, at + peopleAtOnce).map(({ person }) => person)
      left += await takeOut(side, space, some)
    }
  return left
}

export const endTemporary = (side: Side): Job<'left'> => ({
  name: 'end-temporary',
  everySeconds,
  isOften: true,
  counts: ['left'],
  run: async () => {
    let left = 0
    for (let after: string = beforeIds; ; ) {
      const people = await listTemporary(side.db, after, pageSize)
      const last = people.at(-1)
      if (last === undefined) return { left }
      const here = await askHere(side, people)
      if (!here) return { left }
      left += await attend(side, people, here)
      after = last
    }
  },
})
