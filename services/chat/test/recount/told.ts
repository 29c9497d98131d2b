/** What a person is to be told, as the events alone say: counted anew for each. */
import { type Answers, brief } from './asked.ts'
import { isGone, type Message, mentionedAt, type Room, textOf } from './room.ts'
import type { World } from './world.ts'

const given = <Value>(name: string, value: Value | undefined | 0 | false) => (value ? { [name]: value } : {})

const each = <Value>(ids: readonly string[], told: (id: string) => Value): Record<string, Value> =>
  Object.fromEntries(ids.map((id) => [id, told(id)]))

const mostCounted = 100
const mostPosters = 5

/** `told` gives what no event tells: an epoch, and what a private thread is called. */
class Reader {
  readonly #world: World
  readonly #user: string
  readonly #told: Answers

  constructor(world: World, user: string) {
    this.#world = world
    this.#user = user
    this.#told = world.answersTo(user)
  }

  #heard(users: Iterable<string>): string[] {
    const { hides } = this.#world.own(this.#user)
    return [...users].filter((user) => !hides.has(user))
  }

  #stand(id: string, told = 0) {
    const { counted, messages, events } = this.#world.room(id)
    const read = this.#world.readOf(this.#user, id, told)
    const mentioning = [...messages.values()].filter((message) => {
      const at = isGone(message) ? undefined : mentionedAt(message, this.#user)
      return at !== undefined && at > read && message.sent.by !== this.#user && this.#world.sees(this.#user, message)
    })
    const unread = counted.filter((seq) => seq > read).length
    return { head: events.length, read, unread, mentions: Math.min(mostCounted, mentioning.length) }
  }

  #replies(thread: string) {
    const { messages, events } = this.#world.room(thread)
    const held = [...messages.values()].filter((message) => !isGone(message))
    const last = held.at(-1)?.sent
    const users = new Set(held.map(({ sent }) => String(sent.by)).toReversed())
    return {
      head: events.length,
      replies: held.length,
      ...(last ? { last: { seq: last.seq, at: this.#lastAt(thread, held) } } : {}),
      users: this.#heard(users).slice(0, mostPosters),
    }
  }

  /** Of the last message, or the latest time of any: of two that were written at once the later one may be the earlier in the room. */
  #lastAt(thread: string, held: readonly Message[]): number | undefined {
    const latest = Math.max(...held.map(({ sent }) => sent.at))
    return this.#told.threads[thread]?.last?.at === latest ? latest : held.at(-1)?.sent.at
  }

  #reactions({ reactions }: Message) {
    const told = [...reactions].flatMap(([emoji, users]) => {
      const count = this.#heard(users.keys()).length
      return count > 0 ? [{ emoji, count, ...given('own', users.has(this.#user)) }] : []
    })
    return given('reactions', told.length > 0 && told)
  }

  #poll({ sent, votes, closed }: Message) {
    if (votes.size === 0 && closed === undefined) return {}
    const all = [...votes.values()]
    const counts = (sent.is.poll?.answers ?? []).map(
      (_, at) => all.filter(({ answers }) => answers.includes(at)).length,
    )
    const own = votes.get(this.#user)?.answers
    return { poll: { counts, voters: votes.size, ...given('own', own), ...given('closed', closed) } }
  }

  #edited({ edits }: Message) {
    const edit = edits.at(-1)
    if (!edit) return {}
    const { text, mentions } = edit.is
    return { edited: { seq: edit.seq, at: edit.at, text, ...given('mentions', mentions) } }
  }

  #thread({ thread }: Message) {
    if (!thread) return {}
    const { room, name, archived, locked } = thread
    const change = { ...given('name', name), ...given('archived', archived), ...given('locked', locked) }
    return { thread: { room, ...change, ...this.#replies(room) } }
  }

  #state(message: Message) {
    if (isGone(message)) return this.#thread(message)
    if (!this.#world.sees(this.#user, message)) return {}
    return {
      ...this.#edited(message),
      ...this.#reactions(message),
      ...given('pinned', message.pinned),
      ...given('previews', message.previews as never),
      ...this.#poll(message),
      ...this.#thread(message),
    }
  }

  #states({ messages }: Room) {
    const all = [...messages].map(([seq, message]) => ({ seq, ...this.#state(message) }))
    return all.filter((state) => Object.keys(state).length > 1)
  }

  #pins({ messages }: Room): string[] {
    const pinned = [...messages.values()].filter((message) => !isGone(message) && message.pinned !== undefined)
    const lastFirst = pinned.toSorted((one, other) => (other.pinned ?? 0) - (one.pinned ?? 0))
    return lastFirst.map((message) => `${message.pinned} of ${this.#world.asSeen(this.#user, message.sent)}`)
  }

  /** By what was asked: a position, and an emoji or the place of an answer. */
  #names({ messages }: Room, asked: readonly string[]) {
    return each(asked, (key) => {
      const [seq, of = ''] = key.split(' ')
      const { reactions, votes } = messages.get(Number(seq)) as Message
      const voters = [...votes].filter(([, { answers }]) => answers.includes(Number(of)))
      const all = reactions.get(of) ?? new Map(voters.map(([user, { voted }]) => [user, voted]))
      return this.#heard(all.keys()).map((user) => [user, all.get(user)])
    })
  }

  #details(id: string) {
    const room = this.#world.room(id)
    const { members } = this.#world.room(this.#world.parents.get(id) ?? id)
    const told = this.#told.details[id]
    const named = [...members].map(([user, member]) => ({ user, name: this.#world.names.get(user), ...member }))
    return {
      stands: this.#stand(id, told?.stands.read),
      member_count: members.size,
      members: named,
      events: room.events.map((event) => this.#world.asSeen(this.#user, event)),
      states: this.#states(room),
      pins: this.#pins(room),
      names: this.#names(room, Object.keys(told?.names ?? {})),
    }
  }

  #summary(id: string) {
    const { kind, settings, members, events } = this.#world.room(id)
    const told = this.#told.rooms[id]
    const other = [...members.keys()].find((user) => user !== this.#user) ?? ''
    const { mentions, ...stand } = this.#stand(id, told?.read)
    return {
      ...{ room: id, kind, ...settings, on: `chat/room/${id}`, floor: 0, ...stand },
      ...(kind === 'direct' ? { name: this.#world.names.get(other) } : {}),
      role: this.#world.roleIn(this.#user, id),
      epoch: told?.epoch,
      ...given('mentions', mentions),
      ...given('preference', this.#world.own(this.#user).preferences.get(id)),
      last: events.slice(-1).map((event) => this.#world.asSeen(this.#user, event))[0],
    }
  }

  #threadState(thread: string) {
    const { parent, seq, private: isPrivate, creator } = this.#world.begun(thread)
    const told = this.#told.threads[thread]
    const known = this.#world.room(parent).messages.get(seq)?.thread
    const { name, archived, locked } = (isPrivate ? told : known) ?? {}
    const { mentions: _, ...stand } = this.#stand(thread, told?.read)
    return {
      ...{ parent, seq, room: thread, archive_minutes: 4_320, epoch: told?.epoch, begun: told?.begun },
      ...{ ...given('name', name), ...given('archived', archived), ...given('locked', locked) },
      ...{ ...given('private', isPrivate), ...given('own', creator === this.#user) },
      ...this.#replies(thread),
      following: this.#world.follows(this.#user, thread),
      tally: this.#world.room(thread).counted.length,
      ...stand,
    }
  }

  #found(word: string): string[] {
    const rooms = [...this.#world.roomsOf(this.#user), ...this.#world.threadsOf(this.#user)]
    const places = rooms.flatMap((id) =>
      [...this.#world.room(id).messages.values()]
        .filter((message) => this.#world.sees(this.#user, message) && textOf(message).split(/\s/).includes(word))
        .map(({ sent }) => `${id}/${sent.seq}`),
    )
    return places.toSorted()
  }

  #bookmarks(): string[] {
    const all = [...this.#world.own(this.#user).bookmarks].toSorted(([, one], [, other]) => other - one)
    return all.flatMap(([place, added]) => {
      const [id = '', seq] = place.split('/')
      if (!this.#world.isIn(this.#user, id)) return []
      const { sent } = this.#world.room(id).messages.get(Number(seq)) as Message
      return [`${added} ${place} ${this.#world.sees(this.#user, { sent } as Message) ? sent.ev : 'redacted'}`]
    })
  }

  #receipts(id: string) {
    const shown = [...this.#world.room(id).members.keys()].filter((user) => this.#world.own(user).allows)
    return each(shown, (user) => this.#world.answersTo(user).rooms[id]?.read)
  }

  all(words: readonly string[]) {
    const [rooms, threads] = [this.#world.roomsOf(this.#user), this.#world.threadsOf(this.#user)]
    const { scheduled, reminders, hides, allows } = this.#world.own(this.#user)
    const followed = threads.filter((thread) => this.#world.follows(this.#user, thread))
    return {
      rooms: each(rooms, (id) => this.#summary(id)),
      threads: each(threads, (id) => this.#threadState(id)),
      following: each(followed, (id) => this.#threadState(id)),
      details: each([...rooms, ...threads], (id) => this.#details(id)),
      receipts: each(rooms, (id) => this.#receipts(id)),
      found: each(words, (word) => this.#found(word)),
      bookmarks: this.#bookmarks(),
      ...{ scheduled: Object.fromEntries(scheduled), reminders: Object.fromEntries(reminders) },
      ...{ hides: [...hides].toSorted(), allows },
    }
  }
}

/** What somebody is to be told of all that is theirs, in the shape of `comparable`. */
export const toBeTold = (world: World, user: string, words: readonly string[]) => new Reader(world, user).all(words)

/** As it is compared: of the last event what is brief, and no drafts, of which there are no events. */
export const comparable = ({ rooms, drafts: _, ...told }: Answers) => ({
  ...told,
  rooms: Object.fromEntries(
    Object.entries(rooms).map(([id, { last, ...room }]) => [id, { ...room, last: last && brief(last) }]),
  ),
})
