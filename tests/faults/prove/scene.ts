/** What people do things in, and how they choose what with. */
import type { CommandName, Input, Output } from '@parley/protocol'
import type { Chance } from '../../setup/seeded.ts'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import { receivedIn } from './received.ts'
import type { Records, Room } from './records.ts'

export interface Scene {
  readonly chance: Chance
  readonly urls: readonly string[]
  readonly people: readonly Person[]
  readonly records: Records
  /** Whether people hide others: not where what is stored is known by what people are shown. */
  readonly hides: boolean
  /** Whether all that was acknowledged stays: not where a server is lost with its last commits. */
  readonly keeps: boolean
  /** Whether there is a space: not where nobody can know what it was at each moment. */
  readonly hasSpace: boolean
}

/** Resolves when it is answered, or when it is clear that it will not be. */
export type Doing = (who: Person, scene: Scene) => Promise<unknown>

/** One with members. */
export const someGroup = ({ chance, records }: Scene): Room => chance.one(records.rooms)

/** As often one of the space, where there is one, as one with members. */
export const someRoom = (scene: Scene): Room => {
  const rooms = scene.records.space?.rooms ?? []
  return rooms.length > 0 && scene.chance.happens(0.5) ? scene.chance.one(rooms) : someGroup(scene)
}

/** How far the room is known to go. */
export const knownHead = ({ records }: Scene, on: string) =>
  records.acknowledged.findLast((sent) => sent.on === on)?.seq ?? 1

export const roomOf = (on: string): string => on.slice('chat/room/'.length)

/** Something that they have said before, on whichever device; undefined before they have said anything. */
export const someOwn = (who: Person, { chance, records }: Scene) => {
  const names = [who.app.name, who.bot.name, `${who.name}'s script`]
  const own = records.acknowledged.filter(({ id }) => names.some((name) => id.startsWith(`${name} #`)))
  return own.length > 0 ? chance.one(own.slice(-30)) : undefined
}

/** What is told in the answer is judged, too. */
export const askNoting = <C extends CommandName>(
  who: Person,
  { records }: Scene,
  name: C,
  input: Input<C>,
): Promise<Output<C> | undefined> =>
  persist(async () => {
    const asked = Date.now()
    const told = await who.ask(name, input)
    records.received.push(...receivedIn(who.user, told, asked, Date.now()))
    return told
  })

/** With one of their devices. */
export const sayIn = async (
  { room, on }: Room,
  device: 'app' | 'bot',
  who: Person,
  { records }: Scene,
): Promise<void> => {
  const text = records.newText(who[device].name)
  const sent = await who[device].send(room, text)
  if (sent) records.acknowledge(who.user, on, sent.seq, text)
}
