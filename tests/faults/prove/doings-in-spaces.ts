/** What people do in the space, and to each other there. */
import { uuid7 } from '@parley/client'
import type { CommandName, Input, PermissionName } from '@parley/protocol'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import type { KnownSpace } from './records.ts'
import { askNoting, type Doing, type Scene, sayIn } from './scene.ts'

const usual: PermissionName[] = ['view', 'send', 'react', 'send_in_threads', 'invite']
const without = (...names: PermissionName[]) => usual.filter((name) => !names.includes(name))

type Ask = <C extends CommandName>(name: C, input: Input<C>) => Promise<unknown>
type DoingIn = (space: KnownSpace, ask: Ask, scene: Scene, who: Person) => Promise<unknown>

/** Mostly by the owner, who may do anything; else by anybody, whom roles may let. */
const inSpace =
  (work: DoingIn): Doing =>
  async (who, scene) => {
    const { space, chance, people } = { ...scene, ...scene.records }
    const actor = chance.happens(0.7) ? (people[0] as Person) : who
    if (space) await work(space, (name, input) => persist(() => actor.ask(name, input)), scene, who)
  }

/** Anybody but who made the space. */
const somebody = ({ chance, people }: Scene) => chance.one(people.slice(1)).user

const say =
  (device: 'app' | 'bot'): DoingIn =>
  ({ rooms }, _, scene, who) =>
    sayIn(scene.chance.one(rooms), device, who, scene)

const look: DoingIn = ({ rooms }, _, { chance }, who) =>
  who[chance.one(['app', 'bot'] as const)].look(chance.one(rooms).room)

const comeIn: DoingIn = ({ code }, _, __, { ask }) => persist(() => ask('invite.accept', { code }))

const leave: DoingIn = ({ space }, _, { people }, who) =>
  who === people[0] ? Promise.resolve() : persist(() => who.ask('space.leave', { space }))

const takeOut: DoingIn = ({ space }, ask, scene) => ask('resident.remove', { space, user: somebody(scene) })

/** For longer than anything takes, or no longer. */
const timeOut: DoingIn = ({ space }, ask, scene) =>
  ask('resident.time_out', { space, user: somebody(scene), in_ms: scene.chance.happens(0.5) ? 600_000 : 0 })

const ban: DoingIn = ({ space }, ask, scene) => {
  const purge = scene.chance.happens(0.2) ? { purge_ms: 60_000 } : {}
  return ask('ban.add', { space, users: [somebody(scene)], ...purge })
}

/** And back. */
const unban: DoingIn = async ({ space, code }, ask, { chance, people }) => {
  const { user, ask: own } = chance.one(people.slice(1))
  await ask('ban.remove', { space, user })
  await persist(() => own('invite.accept', { code }))
}

const grant: DoingIn = ({ space, roles }, ask, scene) =>
  ask('role.grant', { space, role: scene.chance.one(roles.slice(1)), users: [somebody(scene)] })

const revoke: DoingIn = ({ space, roles }, ask, scene) =>
  ask('role.revoke', { space, role: scene.chance.one(roles.slice(1)), users: [somebody(scene)] })

const allow: DoingIn = ({ space }, ask, { chance }) =>
  ask('role.change', { space, role: 0, may: chance.one([usual, usual, without('send'), without('view')]) })

const someOverride = ({ rooms, categories, roles }: KnownSpace, scene: Scene) => {
  const { chance } = scene
  return {
    in: chance.happens(0.7) ? { room: chance.one(rooms).room } : { category: chance.one(categories) },
    of: chance.happens(0.6) ? { role: chance.one(roles) } : { user: somebody(scene) },
  }
}

const override: DoingIn = (known, ask, scene) => {
  const { chance } = scene
  const said: [allow: PermissionName[], deny: PermissionName[]] = chance.one([
    [[], ['view']],
    [[], ['view']],
    [['view'], []],
    [[], ['send', 'send_in_threads']],
    [['send', 'manage_threads'], []],
  ])
  return ask('override.set', { space: known.space, ...someOverride(known, scene), allow: said[0], deny: said[1] })
}

const dropOverride: DoingIn = (known, ask, scene) =>
  ask('override.remove', { space: known.space, ...someOverride(known, scene) })

const makeRoom: DoingIn = async ({ space, rooms, categories }, _, { chance, people }) => {
  const asked = { kind: 'text', space, key: uuid7(), name: 'Room', category: chance.one(categories) } as const
  const made = await persist(() => (people[0] as Person).ask('room.create', asked))
  if (made && !rooms.some(({ room }) => room === made.room)) rooms.push({ room: made.room, on: made.on })
}

const changeRoom: DoingIn = ({ rooms, categories }, ask, { chance }) => {
  const change = chance.one([
    { category: chance.one(categories) },
    { category: '' },
    { apart: false } as const,
    { name: 'Elsewhere' },
  ])
  return ask('room.change', { room: chance.one(rooms).room, ...change })
}

/** So many rooms stay. */
const lasting = 4
const deleteRoom: DoingIn = async ({ rooms }, ask, { records, chance }) => {
  if (rooms.length <= lasting) return
  const gone = chance.one(rooms.slice(lasting))
  records.delete(gone)
  await ask('room.delete', { room: gone.room })
}

/** Made, with a room in it, and gone again: what it said is then said by the room. */
const passingCategory: DoingIn = async ({ space, rooms }, ask, { chance, people }) => {
  const made = await persist(() => (people[0] as Person).ask('category.create', { space, name: 'For a while' }))
  if (!made) return
  const { category } = made
  await ask('override.set', { space, in: { category }, of: { role: 0 }, allow: [], deny: ['view'] })
  await ask('room.change', { room: chance.one(rooms).room, category })
  await ask('category.delete', { space, category })
}

const read: DoingIn = ({ space }, _, scene, who) => askNoting(who, scene, 'space.get', { space })

const search: DoingIn = (_, __, scene, who) =>
  askNoting(who, scene, 'message.search', { text: scene.chance.one(['script', 'bot', 'app']), threads: true })

const listThreads: DoingIn = ({ rooms }, _, scene, who) =>
  askNoting(who, scene, 'thread.list', { room: scene.chance.one(rooms).room })

/** The last change there is: behind it nothing comes any more that would tell of it. */
export const hideAtLast = async (scene: Scene): Promise<void> => {
  const { people, records, chance } = scene
  if (!records.space) return
  const { space, rooms, code } = records.space
  const [owner, ...others] = people as [Person, ...Person[]]
  await Promise.all(others.map(({ ask }) => persist(() => ask('invite.accept', { code }))))
  await Promise.all(rooms.map((room) => sayIn(room, 'bot', owner, scene)))
  const of = { user: chance.one(others).user }
  await persist(() =>
    owner.ask('override.set', { space, in: { room: chance.one(rooms).room }, of, allow: [], deny: ['view'] }),
  )
}

/** How often, as in `doings`. */
export const doingsInSpaces: readonly (readonly [Doing, number])[] = [
  [inSpace(say('app')), 120],
  [inSpace(say('bot')), 80],
  [inSpace(look), 90],
  [inSpace(comeIn), 30],
  [inSpace(leave), 3],
  [inSpace(takeOut), 8],
  [inSpace(timeOut), 12],
  [inSpace(ban), 5],
  [inSpace(unban), 12],
  [inSpace(grant), 14],
  [inSpace(revoke), 12],
  [inSpace(allow), 12],
  [inSpace(override), 24],
  [inSpace(dropOverride), 30],
  [inSpace(makeRoom), 4],
  [inSpace(changeRoom), 6],
  [inSpace(deleteRoom), 3],
  [inSpace(passingCategory), 2],
  [inSpace(read), 25],
  [inSpace(search), 12],
  [inSpace(listThreads), 10],
]
