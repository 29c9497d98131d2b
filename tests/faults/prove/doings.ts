/** What people do. */
import { setTimeout as sleep } from 'node:timers/promises'
import { signUp, uuid7 } from '@parley/client'
import { asEvent, type Output } from '@parley/protocol'
import { connectRaw, type Positions } from '../../setup/raw-client.ts'
import { sightsOf, toEvent } from '../../setup/sights.ts'
import { password } from '../../setup/world.ts'
import { doingsInParties } from './doings-in-parties.ts'
import { doingsInSpaces } from './doings-in-spaces.ts'
import { doingsLater } from './doings-later.ts'
import { doingsWithCards } from './doings-with-cards.ts'
import { doingsWithContacts } from './doings-with-contacts.ts'
import { doingsWithFiles } from './doings-with-files.ts'
import { doingsWithInvitations } from './doings-with-invitations.ts'
import { doingsWithPolls } from './doings-with-polls.ts'
import { doingsWithThreads } from './doings-with-threads.ts'
import { mention } from './mentions-told.ts'
import { persist } from './persist.ts'
import type { Person } from './person.ts'
import { receivedBy } from './received.ts'
import type { Records, Room, Somebody } from './records.ts'
import { penOf } from './said.ts'
import { askNoting, type Doing, knownHead, roomOf, type Scene, sayIn, someGroup, someOwn, someRoom } from './scene.ts'

const sendWith =
  (device: 'app' | 'bot'): Doing =>
  (who, scene) =>
    sayIn(someRoom(scene), device, who, scene)

/** Several at once: an app sends them in the order given. */
const sendMany: Doing = (who, scene) => Promise.all(Array.from({ length: 4 }, () => sendWith('app')(who, scene)))

/** A bot that does not wait for answers. */
const sendInARow: Doing = async (who, scene) => {
  const { records } = scene
  const { room, on } = someRoom(scene)
  const texts = Array.from({ length: 4 }, () => records.newText(who.bot.name))
  const places = await who.bot.sendInARow(room, texts)
  for (const [place, sent] of places.entries())
    if (sent) records.acknowledge(who.user, on, sent.seq, texts[place] as string)
}

/** The same message by way of both gateways, at once or one after the other: it is one message. */
const sendTwice: Doing = async (who, scene) => {
  const { records, chance } = scene
  const { room, on } = someRoom(scene)
  const [id, text] = [uuid7(), records.newText(`${who.name}'s script`)]
  const send = async () => {
    const sent = await persist(() => who.ask('message.send', { room, id, text }))
    if (sent) records.acknowledge(who.user, on, sent.seq, text)
  }
  const first = send()
  if (chance.happens(0.5)) await first
  await Promise.all([first, send()])
}

const write = async (who: Person, other: Somebody, records: Records) => {
  const [id, text] = [uuid7(), records.newText(`${who.name}'s script`)]
  const sent = await persist(() => who.ask('direct.send', { user: other.user, id, text }))
  if (!sent) return
  records.addRoom(sent.room)
  records.acknowledge(who.user, `chat/room/${sent.room}`, sent.seq, text)
}

/** Sometimes the other one has the same thought. */
const writeTo: Doing = async (who, { chance, people, records }) => {
  const other = chance.one(people.filter((person) => person !== who))
  const crossing = chance.happens(0.5) ? [write(other, who, records)] : []
  await Promise.all([write(who, other, records), ...crossing])
}

const signUpNewcomer = async ({ urls, chance, records }: Scene): Promise<Somebody> => {
  const name = `Newcomer ${records.newcomers.length}`
  const username = `n${uuid7().replaceAll('-', '').slice(-18)}`
  const { user } = await signUp({ url: chance.one(urls) }, { username, password, name })
  records.newcomers.push({ name, user })
  return { name, user }
}

const comeIn: Doing = (_, scene) => signUpNewcomer(scene)

/** The last that happens: a word from everybody in a conversation of its own, behind which nothing comes any more. */
export const welcomeSomebody = async (scene: Scene): Promise<void> => {
  const newcomer = await persist(() => signUpNewcomer(scene))
  if (newcomer) await Promise.all(scene.people.map((who) => write(who, newcomer, scene.records)))
}

const makeRoom: Doing = async (who, { records, chance, people }) => {
  const key = uuid7()
  const members = people.filter((person) => person !== who && chance.happens(0.5)).map(({ user }) => user)
  const made = await persist(() => who.ask('room.create', { kind: 'group', key, name: 'Room', members }))
  if (made) records.addRoom(made.room)
}

const bringIn: Doing = (who, scene) => {
  const { room } = someGroup(scene)
  const users = Array.from({ length: scene.chance.happens(0.2) ? 2 : 1 }, () => scene.chance.one(scene.people).user)
  return persist(() => who.ask('member.add', { room, users }))
}

const takeOut: Doing = (who, scene) => {
  const { room } = someGroup(scene)
  const { user } = scene.chance.one(scene.people)
  return persist(() => who.ask('member.remove', { room, user }))
}

const leave: Doing = (who, scene) => persist(() => who.ask('room.leave', { room: someGroup(scene).room }))

const readUpTo = async (who: Person, { room, on }: Room, seq: number, records: Records) => {
  const told = await persist(() => who.ask('cursor.move', { room, seq }))
  if (told) records.move(who.user, on, told.read)
}

const moveCursor: Doing = (who, scene) => {
  const room = someRoom(scene)
  return readUpTo(who, room, scene.chance.whole(0, knownHead(scene, room.on)), scene.records)
}

/** So that something is unread when all is over: one says three words, and the others read the first of them. */
export const leaveUnread = async (scene: Scene): Promise<void> => {
  const [speaker, ...others] = scene.people
  const [room] = scene.records.rooms
  if (!speaker || !room) return
  for (let said = 0; said < 3; said++) await sayIn(room, 'bot', speaker, scene)
  await Promise.all(others.map((who) => readUpTo(who, room, knownHead(scene, room.on) - 2, scene.records)))
}

const takeBack: Doing = async (who, scene) => {
  const own = someOwn(who, scene)
  if (own) await persist(() => who.ask('message.delete', { room: roomOf(own.on), seq: own.seq }))
}

const edit: Doing = async (who, scene) => {
  const own = someOwn(who, scene)
  if (!own) return
  const [id, text] = [uuid7(), scene.records.newText(penOf(who))]
  const edited = await persist(() => who.ask('message.edit', { room: roomOf(own.on), seq: own.seq, id, text }))
  if (edited) scene.records.confirm(own.on, edited.seq, text)
}

/** With one of a few, so that people meet; now and then it is taken back. */
const react: Doing = async (who, { chance, records }) => {
  if (records.acknowledged.length === 0) return
  const { on, seq } = chance.one(records.acknowledged.slice(-40))
  const reaction = { room: roomOf(on), seq, emoji: chance.one(['👍', '🎉', '👩‍👩‍👧‍👦']) }
  await persist(() => who.ask(chance.happens(0.6) ? 'reaction.add' : 'reaction.remove', reaction))
}

const hide: Doing = async (who, { chance, people, records, hides }) => {
  const { user } = chance.one(people)
  const command = chance.happens(0.5) ? 'author.hide' : 'block.add'
  if (hides && user !== who.user) await records.hide(who.user, user, () => persist(() => who.ask(command, { user })))
}

const show: Doing = async (who, { chance, records, hides }) => {
  const hidden = [...records.hiddenBy(who.user)]
  if (!hides || hidden.length === 0) return
  const user = chance.one(hidden)
  await records.show(who.user, user, async () => {
    await persist(() => who.ask('block.remove', { user }))
    await persist(() => who.ask('author.show', { user }))
  })
}

const readHistory: Doing = async (who, scene) => {
  const { chance, records, keeps } = scene
  const hiddenBefore = records.hiddenBy(who.user)
  const { room, on } = someRoom(scene)
  const place = chance.whole(0, knownHead(scene, on) + 2)
  const where = chance.happens(0.5) ? { after: place } : { before: place }
  const page = await askNoting(who, scene, 'room.history', { room, limit: chance.whole(1, 60), ...where })
  if (!page) return
  const events = page.events.map(asEvent).map((event) => toEvent(event, 'text'))
  const start = 'after' in where ? [{ on, from: Math.max(place, page.floor), anew: true, known: page.head }] : []
  const hidden = keeps ? [...records.hiddenBy(who.user)].filter((author) => hiddenBefore.has(author)) : []
  const whole = { on, page: events, known: page.head, hidden }
  const sights = start.length > 0 ? [...start, ...events, whole] : [whole]
  records.addVisit(who.name, who.user, new Map([[page.epoch, sights]]))
}

/** Reads up and down at once, as somebody does who scrolls faster than pages come. */
const scroll: Doing = (who, scene) => {
  const { room } = someRoom(scene)
  return Promise.all([who.app.scroll(room, 20), who.app.scroll(room, 40)])
}

type Followed = Output<'hello'>['streams']

const follows = async (url: string, token: string): Promise<Followed> => {
  await using client = await connectRaw(url, token)
  return client.hello.streams
}

/** Anywhere, and often where mistakes are made: at either end of what there is. */
const somePlace = ({ chance }: Scene, floor: number, head: number): number =>
  chance.happens(0.5)
    ? chance.whole(0, head + 2)
    : Math.max(0, chance.one([floor - 1, floor, floor + 1, head - 1, head, head + 1]))

const claims = (scene: Scene, followed: Followed): Positions => {
  const states = new Map(followed.map((state) => [state.on, state]))
  const epoch = followed.find(({ on }) => on.startsWith('chat/'))?.epoch ?? 0
  const named = scene.records.rooms.filter(() => scene.chance.happens(0.7))
  return Object.fromEntries(
    named.map(({ on }) => {
      const { floor, head } = states.get(on) ?? { floor: 0, head: knownHead(scene, on) }
      return [on, [epoch, somePlace(scene, floor, head)]]
    }),
  )
}

/** A client that says it has what it never saw: nothing of it may be believed. */
const visit: Doing = async (who, scene) => {
  const { chance, records, urls } = scene
  const url = chance.one(urls)
  const token = await who.token()
  const have = claims(scene, await follows(url, token))
  await using client = await connectRaw(url, token, { have })
  await sleep(chance.whole(20, 200))
  records.received.push(...receivedBy(who.user, client.frames))
  const epoch = client.hello.streams.find(({ on }) => on.startsWith('chat/'))?.epoch ?? 0
  records.addVisit(who.name, who.user, new Map([[epoch, [...sightsOf(client.frames, who.user, 'text', have)]]]))
}

const dawdle: Doing = (who, { chance }) => who.bot.dawdle(chance.whole(50, 800))

/** How often, in a thousand. */
const doings: readonly (readonly [Doing, number])[] = [
  [sendWith('app'), 320],
  [sendWith('bot'), 300],
  [sendMany, 40],
  [sendInARow, 20],
  [sendTwice, 60],
  [writeTo, 30],
  [makeRoom, 4],
  [bringIn, 50],
  [takeOut, 30],
  [leave, 6],
  [moveCursor, 50],
  [readHistory, 40],
  [scroll, 15],
  [visit, 15],
  [dawdle, 12],
  [comeIn, 3],
  [takeBack, 40],
  [edit, 40],
  [react, 60],
  [hide, 20],
  [show, 14],
  ...doingsWithThreads,
  ...doingsWithPolls,
  ...doingsLater,
  ...doingsInSpaces,
  ...doingsWithContacts,
  ...doingsInParties,
  ...doingsWithInvitations,
  ...doingsWithCards,
  ...doingsWithFiles,
  [mention, 40],
]

export const doSomething = async (who: Person, scene: Scene): Promise<void> => {
  const doing = scene.chance.weighted(doings)
  await doing(who, scene).catch((reason) => {
    if (reason instanceof TypeError) throw reason
  })
}
