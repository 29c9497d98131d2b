/** What people do with threads. */
import { uuid7 } from '@parley/client'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import type { Thread } from './records.ts'
import { type Doing, roomOf, type Scene, sayIn } from './scene.ts'

const begin = async (who: Person, { chance, records }: Scene, isPrivate: boolean) => {
  if (records.acknowledged.length === 0) return
  const { on, seq } = chance.one(records.acknowledged.slice(-40))
  const asked = { room: roomOf(on), seq, ...(isPrivate ? { private: true, key: uuid7() } : {}) }
  const made = await persist(() => who.ask('thread.create', asked))
  if (made) records.addThread(made.room, on, seq, isPrivate ? who.user : undefined)
}

type DoingIn = (thread: Thread, ...whoAndScene: Parameters<Doing>) => Promise<unknown>

/** In one of the last ones, so that people meet. */
const inSome =
  (work: DoingIn): Doing =>
  async (who, scene) => {
    const { chance, records } = scene
    if (records.threads.length > 0) await work(chance.one(records.threads.slice(-6)), who, scene)
  }

const reply =
  (device: 'app' | 'bot'): DoingIn =>
  (thread, who, scene) =>
    sayIn(thread, device, who, scene)

const look: DoingIn = ({ room }, who, { chance }) => who[chance.one(['app', 'bot'] as const)].look(room)

const follow: DoingIn = ({ room }, who) => persist(() => who.ask('thread.follow', { room }))
const unfollow: DoingIn = ({ room }, who) => persist(() => who.ask('thread.unfollow', { room }))

/** Into a private one. It counts from the moment it is asked for. */
const letIn: DoingIn = async ({ room, only }, who, { chance, people }: Scene) => {
  const { user } = chance.one(people)
  if (!only) return
  only.add(user)
  await persist(() => who.ask('thread.follow', { room, user }))
}

const change: DoingIn = ({ room }, who, { chance }) => {
  const wanted = chance.one([{ locked: true }, { locked: false }, { archived: true }, { name: 'Aside' }])
  return persist(() => who.ask('thread.change', { room, ...wanted }))
}

/** Some that there are before all else, one of them private; everybody looks at the others with both devices. */
export const beginThreads = async (scene: Scene): Promise<void> => {
  const { people, records } = scene
  await Promise.all(people.slice(0, 4).map((who, place) => begin(who, scene, place === 3)))
  const open = records.threads.filter(({ only }) => !only)
  await Promise.all(
    people.flatMap(({ app, bot }) => open.flatMap(({ room }) => [app, bot].map((device) => device.look(room)))),
  )
}

/** How often, as in `doings`. */
export const doingsWithThreads: readonly (readonly [Doing, number])[] = [
  [(who, scene) => begin(who, scene, scene.chance.happens(0.3)), 12],
  [inSome(reply('app')), 90],
  [inSome(reply('bot')), 90],
  [inSome(look), 20],
  [inSome(follow), 8],
  [inSome(unfollow), 5],
  [inSome(letIn), 6],
  [inSome(change), 6],
]
