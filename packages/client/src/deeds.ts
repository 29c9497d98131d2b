/** What one does in a room that takes nothing but the server. All of it rejects as `parley.call` does. */
import type { CommandName, Input, Output } from '@parley/protocol'
import { wholeEvent } from './events.ts'
import { type Message, messageOf } from './messages.ts'
import type {
  Forwarded,
  Invite,
  InviteTerms,
  PollTerms,
  Role,
  RoomChange,
  RoomSnapshot,
  SendOptions,
  SnapshotPage,
  When,
} from './room.ts'
import type { RoomOwner } from './room-owner.ts'
import { messagesAtOnce, peopleAtOnce } from './table.inline.ts'
import { messageText } from './text.ts'
import { uuid7 } from './uuid7.ts'

type Owner = Pick<RoomOwner, 'call' | 'clock' | 'people'>

/** Who has reacted, a page of them. */
export type Reactors = Pick<Output<'reaction.list'>, 'users' | 'more'>

export class Deeds {
  readonly id: string
  readonly #owner: Owner

  constructor(room: string, owner: Owner) {
    this.id = room
    this.#owner = owner
  }

  async edit(seq: number, given: string): Promise<void> {
    const id = uuid7(this.#owner.clock.date())
    await this.#do('message.edit', { seq, id, text: messageText(given) })
  }

  async deleteMessages(...seqs: readonly number[]): Promise<void> {
    const [seq = 0] = seqs
    if (seqs.length === 1) return this.#do('message.delete', { seq })
    for (let from = 0; from < seqs.length; from += messagesAtOnce)
      await this.#do('message.delete', { seqs: seqs.slice(from, from + messagesAtOnce) })
  }

  react(seq: number, emoji: string): Promise<void> {
    return this.#do('reaction.add', { seq, emoji })
  }

  unreact(seq: number, emoji: string): Promise<void> {
    return this.#do('reaction.remove', { seq, emoji })
  }

  async loadReactors(seq: number, emoji: string, after = 0): Promise<Reactors> {
    const { users, more } = await this.#owner.call('reaction.list', { room: this.id, seq, emoji, after })
    this.#owner.people.learn(users)
    return { users, more }
  }

  bookmark(seq: number): Promise<void> {
    return this.#do('bookmark.add', { seq })
  }

  unbookmark(seq: number): Promise<void> {
    return this.#do('bookmark.remove', { seq })
  }

  async sendLater(given: string, when: When, options: Omit<SendOptions, 'files'> = {}): Promise<string> {
    const id = uuid7(this.#owner.clock.date())
    await this.#do('schedule.create', { id, text: messageText(given), when, ...options })
    return id
  }

  ask(question: string, answers: readonly string[], terms: PollTerms = {}): Promise<void> {
    const id = uuid7(this.#owner.clock.date())
    return this.#do('poll.create', { id, question, answers: [...answers], ...terms })
  }

  forward(seq: number, ...rooms: readonly string[]): Promise<Forwarded> {
    const to = rooms.map((room) => ({ room, id: uuid7(this.#owner.clock.date()) }))
    return this.#owner.call('message.forward', { from: { room: this.id, seq }, to })
  }

  vote(seq: number, ...answers: readonly number[]): Promise<void> {
    return this.#do('poll.vote', { seq, answers: [...answers] })
  }

  closePoll(seq: number): Promise<void> {
    return this.#do('poll.close', { seq })
  }

  pin(seq: number): Promise<void> {
    return this.#do('message.pin', { seq })
  }

  unpin(seq: number): Promise<void> {
    return this.#do('message.unpin', { seq })
  }

  async loadPins(): Promise<Message[]> {
    const pins: Message[] = []
    for (let before: number | undefined, more = true; more; ) {
      const page: Output<'pin.list'> = await this.#owner.call('pin.list', {
        room: this.id,
        ...(before && { before }),
      })
      const states = new Map(page.states?.map((state) => [state.seq, state]))
      pins.push(...page.pins.flatMap(({ event }) => messageOf(wholeEvent(event), states.get(event.seq)) ?? []))
      before = page.pins.at(-1)?.pinned
      more = page.more && before !== undefined
    }
    return pins
  }

  async snapshot(seq: number, page: SnapshotPage = {}): Promise<RoomSnapshot> {
    const found = await this.#owner.call('room.snapshot', { room: this.id, seq, ...page })
    this.#owner.people.learn(found.members)
    const { events, states = [], ...then } = found
    const become = new Map(states.map((state) => [state.seq, state]))
    return { ...then, messages: events.flatMap((event) => messageOf(wholeEvent(event), become.get(event.seq)) ?? []) }
  }

  async add(users: readonly string[]): Promise<void> {
    for (let from = 0; from < users.length; from += peopleAtOnce)
      await this.#do('member.add', { users: users.slice(from, from + peopleAtOnce) })
  }

  change(wanted: RoomChange): Promise<void> {
    return this.#do('room.change', wanted)
  }

  setRole(user: string, role: Role): Promise<void> {
    return this.#do('role.set', { user, role })
  }

  invite(terms: InviteTerms = {}): Promise<Invite> {
    return this.#owner.call('invite.create', { room: this.id, ...terms })
  }

  delete(): Promise<void> {
    return this.#do('room.delete', {})
  }

  async #do<C extends CommandName>(command: C, what: InRoom<C>): Promise<void> {
    await this.#owner.call(command, { room: this.id, ...what } as unknown as Input<C>)
  }
}

/** What a command takes besides the room. */
type InRoom<C extends CommandName> = Input<C> extends infer I ? (I extends unknown ? Omit<I, 'room'> : never) : never
