/** All that the game wants of Parley: a party with a chat, invitations, and who is there and where. */
import type { Message, Parley, Room } from '@parley/client'
import { contactsOf, type Invitation, invitationsOf, type PartyState, partiesOf } from '@parley/client/contacts'
import { type Presence, presencesOf } from '@parley/client/presence'

const game = 'boats'
const most = 4
/** What is said of oneself ends by itself where it is not said again. In milliseconds. */
const restMs = 1_000
const againMs = 300_000

export interface Friend {
  readonly user: string
  readonly name: string
  /** `western north`, say; nothing where they do not play. */
  readonly place: string | undefined
  readonly isThere: boolean
  /** Whether an invitation waits for their answer. */
  readonly isInvited: boolean
}

export class Crew {
  readonly #parley: Parley
  #watched = ''
  #leave = () => {}
  #isOpening = false
  #bringing = ''
  #place: string | undefined
  #said = Number.NEGATIVE_INFINITY
  #saying: ReturnType<typeof setTimeout> | undefined
  readonly #onFault: (fault: unknown) => void

  /** `onFault` is told what failed that nobody waits for. */
  constructor(parley: Parley, onFault: (fault: unknown) => void) {
    this.#parley = parley
    this.#onFault = onFault
    parley.subscribe(() => this.#keepUp())
    setInterval(() => this.#say(), againMs)
    this.#keepUp()
  }

  get party(): PartyState | undefined {
    return partiesOf(this.#parley).of(game)
  }

  /** Those who row with one, the one who leads first. */
  get members(): readonly Friend[] {
    const { party } = this
    const users = party
      ? [party.leader, ...party.members.map(({ user }) => user).filter((user) => user !== party.leader)]
      : []
    return users.map((user) => this.#friend(user))
  }

  /** One's contacts who are not in the crew. */
  get friends(): readonly Friend[] {
    const members = new Set(this.party?.members.map(({ user }) => user))
    const contacts = contactsOf(this.#parley).of('contact')
    return contacts.filter(({ user }) => !members.has(user)).map(({ user }) => this.#friend(user))
  }

  get invitations(): readonly Invitation[] {
    return invitationsOf(this.#parley).received.filter((one) => one.game === game)
  }

  /** What was said in the crew, oldest first. */
  get messages(): readonly Message[] {
    return this.#chat?.messages ?? []
  }

  get hasChat(): boolean {
    return this.#chat !== undefined
  }

  nameOf(user: string): string {
    this.#parley.people.want([user])
    return this.#parley.people.get(user)?.name ?? '…'
  }

  /** Into the crew that one is in, or into a new one. */
  async invite(user: string): Promise<void> {
    const { party } = this.party ?? (await partiesOf(this.#parley).create({ game, most, access: 'closed' }))
    await invitationsOf(this.#parley).send(user, { party, platforms: ['web'] })
  }

  async accept({ invitation }: Invitation): Promise<void> {
    const { party } = this
    if (party) await this.#parley.call('party.leave', { party: party.party })
    await this.#parley.call('invitation.accept', { invitation })
  }

  async decline({ invitation }: Invitation): Promise<void> {
    await this.#parley.call('invitation.decline', { invitation })
  }

  async leave(): Promise<void> {
    if (this.party) await this.#parley.call('party.leave', { party: this.party.party })
  }

  async say(text: string): Promise<void> {
    await this.#chat?.send(text)
  }

  /** Tells friends where one rows, once a second at most. */
  rowTo(place: string): void {
    if (place === this.#place) return
    this.#place = place
    const wait = Math.max(0, this.#said + restMs - performance.now())
    clearTimeout(this.#saying)
    this.#saying = setTimeout(() => this.#say(), wait)
  }

  #say(): void {
    if (this.#place === undefined) return
    this.#said = performance.now()
    const { party } = this
    const crew: Record<string, string> = party
      ? { party: party.party, party_size: `${party.members.length}`, party_most: `${party.most}` }
      : {}
    const activity = { game: 'Boats', details: `In the ${this.#place}`, place: this.#place, ...crew }
    this.#parley.call('presence.set', { activity, activity_ends_in_ms: 2 * againMs }).catch(this.#onFault)
  }

  #friend(user: string): Friend {
    const presence: Presence | undefined = presencesOf(this.#parley).get(user)
    const sent = invitationsOf(this.#parley).sent
    return {
      user,
      name: this.nameOf(user),
      place: presence?.activity?.place,
      isThere: presence !== undefined && presence.state !== 'offline',
      isInvited: sent.some((one) => one.to === user && one.game === game),
    }
  }

  get #chat(): Room | undefined {
    const id = this.party?.attributes.chat
    return id === undefined ? undefined : this.#parley.rooms.get(id)
  }

  #keepUp(): void {
    this.#watch()
    this.#load()
    this.#bring().catch(this.#onFault)
  }

  /** Those who show: friends, and the crew. */
  #watch(): void {
    const users = [...this.members, ...this.friends].map(({ user }) => user).toSorted()
    if (users.join() === this.#watched) return
    this.#watched = users.join()
    const leave = this.#leave
    this.#leave = presencesOf(this.#parley).watch(users)
    leave()
  }

  /** What was said before one came. */
  #load(): void {
    const chat = this.#chat
    if (chat && !loaded.has(chat)) {
      loaded.add(chat)
      chat.loadOlder().catch(this.#onFault)
    }
  }

  /** Whoever leads makes the chat, and brings in who comes. */
  async #bring(): Promise<void> {
    const { party } = this
    if (!party || party.leader !== this.#parley.user) return
    const chat = this.#chat
    const others = party.members.map(({ user }) => user).filter((user) => user !== party.leader)
    if (!chat && party.attributes.chat === undefined) await this.#open(party.party, others)
    else if (chat && others.join() !== this.#bringing) {
      this.#bringing = others.join()
      if (others.length > 0) await chat.add(others)
    }
  }

  async #open(party: string, others: readonly string[]): Promise<void> {
    if (this.#isOpening) return
    this.#isOpening = true
    try {
      const { id } = await this.#parley.createGroup('Crew', others)
      this.#bringing = others.join()
      await this.#parley.call('party.change', { party, attributes: { chat: id } })
    } finally {
      this.#isOpening = false
    }
  }
}

const loaded = new WeakSet<Room>()
