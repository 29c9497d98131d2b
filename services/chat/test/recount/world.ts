/** Who is where and sees what, as the events alone say. */
import type { Person } from '../running-chat.ts'
import type { Answers } from './asked.ts'
import { type Own, readOwn } from './own.ts'
import { isCounted, isGone, type Message, type Room, readRoom, type Stored } from './room.ts'

/** A thread, as who began it was told: of a private one no event of its room tells. */
export interface Begun {
  readonly parent: string
  readonly seq: number
  readonly private: boolean
  readonly creator: string
}

/** What was played, and what no event tells of it. */
export interface Played {
  readonly people: readonly Person[]
  readonly events: readonly Stored[]
  readonly begun: ReadonlyMap<string, Begun>
  /** The farthest of the positions that `cursor.move` told somebody, by person and room. */
  readonly moved: ReadonlyMap<string, number>
  /** When each turn began; what is done in one turn is done at once. */
  readonly turns: readonly number[]
}

/** Events by what somebody says, which those who hide them do not see. */
const authored = new Set(['message.sent', 'message.edited', 'reaction.added', 'reaction.removed'])

export class World {
  readonly names: ReadonlyMap<string, string>
  /** By thread, its room. */
  readonly parents: ReadonlyMap<string, string>
  readonly #owns: ReadonlyMap<string, Own>
  readonly #rooms: ReadonlyMap<string, Room>
  readonly #played: Played
  /** By person. Where events of one turn leave it open how something stands, it is as it was told. */
  readonly #answers: ReadonlyMap<string, Answers>

  constructor(played: Played, answers: ReadonlyMap<string, Answers>) {
    const { people, events, begun } = played
    const byStream = Map.groupBy(events, ({ stream }) => stream)
    const ofRooms = [...byStream].filter(([, all]) => all[0]?.ev === 'room.created')
    this.#played = played
    this.#answers = answers
    this.names = new Map(people.map(({ user, name }) => [user, name]))
    this.parents = new Map([...begun].map(([thread, { parent }]) => [thread, parent]))
    this.#owns = new Map(people.map(({ user }) => [user, readOwn(byStream.get(user) ?? [], this.parents)]))
    this.#rooms = new Map(ofRooms.map(([id, all]) => [id, readRoom(id, all)]))
  }

  answersTo(person: string): Answers {
    return this.#answers.get(person) as Answers
  }

  own(person: string): Own {
    return this.#owns.get(person) as Own
  }

  room(id: string): Room {
    return this.#rooms.get(id) as Room
  }

  begun(thread: string): Begun {
    return this.#played.begun.get(thread) as Begun
  }

  roleIn(person: string, id: string) {
    return this.#rooms.get(id)?.members.get(person)?.role
  }

  roomsOf(person: string): string[] {
    return [...this.#rooms.keys()].filter((id) => this.roleIn(person, id) !== undefined)
  }

  threadsOf(person: string): string[] {
    return [...this.parents.keys()].filter((thread) => this.#seesThread(person, thread))
  }

  isIn(person: string, id: string): boolean {
    return this.parents.has(id) ? this.#seesThread(person, id) : this.roleIn(person, id) !== undefined
  }

  #seesThread(person: string, thread: string): boolean {
    const { parent, private: isPrivate } = this.begun(thread)
    const role = this.roleIn(person, parent)
    if (role === undefined || !this.#rooms.has(thread)) return false
    return !isPrivate || role !== 'member' || this.follows(person, thread)
  }

  turnAt(at: number): number {
    return this.#played.turns.findLastIndex((begin) => begin <= at)
  }

  /** Whoever posts in a thread follows it. Where a post and another word about it came at once, the events do not tell which was last. */
  follows(person: string, thread: string): boolean {
    const word = this.own(person).follows.get(thread)
    const post = this.room(thread).events.findLast((event) => event.by === person && isCounted(event))
    if (!post || word?.is) return word?.is ?? false
    if (!word) return true
    const turns = this.turnAt(post.at) - this.turnAt(word.at)
    return Math.abs(turns) > 1 ? turns > 0 : thread in this.answersTo(person).following
  }

  hears(person: string, { ev, by, is }: Stored): boolean {
    const { hides } = this.own(person)
    return !authored.has(ev) || !(hides.has(String(by)) || hides.has(is.forwarded?.by ?? ''))
  }

  sees(person: string, message: Message): boolean {
    return !isGone(message) && this.hears(person, message.sent)
  }

  /** As `brief` has what they are told. */
  asSeen(person: string, event: Stored): string {
    if (event.ev !== 'redacted' && this.hears(person, event)) return `${event.seq} ${event.ev}`
    return `${event.seq} redacted${isCounted(event) ? '' : ', uncounted'}`
  }

  /** Whether somebody who had no cursor in a thread may have begun to follow it: what was said there they have read then. */
  #beganIn(person: string, thread: string): boolean {
    const began = this.own(person).began.get(thread)
    if (began === undefined) return false
    const first = this.room(thread).events.find((event) => event.by === person && isCounted(event))
    return !first || this.turnAt(first.at) >= this.turnAt(began) - 1
  }

  /**
   * How far somebody has read. Events tell what they said and where they came in, and answers how far they moved their cursor. It may be
   * farther, as it was told: behind those who came in with them, and in a thread that they began to follow.
   */
  readOf(person: string, id: string, told: number): number {
    const { members, events, counted, messages } = this.room(id)
    const joined = members.get(person)?.joined ?? 0
    const said = counted.findLast((seq) => messages.get(seq)?.sent.by === person) ?? 0
    const known = Math.max(joined, said, this.#played.moved.get(`${person} ${id}`) ?? 0)
    if (this.parents.has(id)) return this.#beganIn(person, id) ? Math.max(known, told) : known
    let last = joined
    while (events[last]?.ev === 'member.joined') last++
    return told <= last ? Math.max(known, told) : known
  }
}
