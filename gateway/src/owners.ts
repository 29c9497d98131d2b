/** What a gateway asks the owners of streams, many in one question. */
import { fail, type Owner, ownerOf } from '@parley/protocol'
import {
  askOwner,
  type Bus,
  batcher,
  mostAudiences,
  mostFollows,
  mostHeads,
  mostRanges,
  mostReaders,
  mostSights,
} from '@parley/service-kit'
import type {
  AudiencesQuestion,
  FollowQuestion,
  FollowState,
  HeldQuestion,
  OpenPage,
  OpenQuestion,
  RangeQuestion,
  ReaderState,
  ReaderSight as SightTold,
  StreamAudiences,
  StreamHead,
  StreamRange,
} from '@parley/wire'
import { Opening, type Waiting } from './opening.ts'
import { ReaderSight, type Word } from './reader-sight.ts'
import type { Traffic } from './traffic.ts'

/** Of everybody who comes back at the same time, those of so long are looked up in one statement. */
const openEveryMs = 20
/** Processes of two releases answer in turn, more or less. */
const mostFollowTries = 10

interface Asking {
  readonly open: (question: OpenQuestion) => Promise<OpenPage>
  readonly follow: (question: FollowQuestion) => Promise<FollowState | null>
  readonly sight: (reader: string) => Promise<SightTold>
  readonly audiences: (question: AudiencesQuestion) => Promise<StreamAudiences | null>
  readonly head: (on: string) => Promise<StreamHead | null>
  readonly range: (question: RangeQuestion) => Promise<StreamRange | null>
  readonly held: (held: HeldQuestion) => Promise<number>
  /** It has said of somebody whether they hide others: one of its processes that does not is of the release before. */
  saysWhoHides: boolean
  /** The same of what rules a stream. */
  saysRulers: boolean
}

/** What somebody follows, and may not see, as one owner says. */
export interface OpenedAt {
  readonly states: readonly ReaderState[]
  /** Nothing where they hide nobody. Of each owner's streams, what its own word says is enough: it knows what others told it. */
  readonly told: Word | undefined
}

/** What somebody follows, and may not see. */
export interface Opened {
  readonly states: readonly ReaderState[]
  readonly sight: ReaderSight | undefined
}

/** What one owner says of somebody who comes in. */
export interface OpeningAt {
  readonly owner: Owner
  /** Undefined where they are gone before it answers. */
  readonly told: Promise<OpenedAt | undefined>
  /** Undefined where it does not answer in time. */
  readonly inTime: Promise<OpenedAt | undefined>
}

export class Owners {
  readonly #bus: Bus
  readonly #traffic: Traffic
  readonly #all = new Map<string, Asking>()

  readonly #openings = new Map<Owner, Opening<OpenedAt>>()
  #sightsAsked = 0

  constructor(bus: Bus, traffic: Traffic, owners: readonly Owner[], tellAway: (owner: Owner) => void) {
    this.#bus = bus
    this.#traffic = traffic
    for (const owner of owners) {
      const asking = this.#asking(owner)
      this.#all.set(owner, asking)
      this.#openings.set(
        owner,
        new Opening(
          (user) => this.#openAt(asking, user),
          () => tellAway(owner),
        ),
      )
    }
  }

  #asking(owner: Owner): Asking {
    const bus = this.#bus
    const traffic = this.#traffic
    return {
      open: batcher((asked: OpenQuestion[]) => askOwner(bus, owner, 'open', asked), {
        most: mostReaders(bus),
        inFlight: 4,
        everyMs: openEveryMs,
        sized: (readers) => traffic.asked('open', readers),
      }),
      follow: batcher((asked: FollowQuestion[]) => askOwner(bus, owner, 'follow', asked), {
        most: mostFollows(bus),
        inFlight: 4,
        sized: (streams) => traffic.asked('follow', streams),
      }),
      sight: batcher((readers: string[]) => askOwner(bus, owner, 'sights', readers), {
        most: mostSights(bus),
        inFlight: 4,
        sized: (readers) => traffic.asked('sights', readers),
      }),
      audiences: batcher((asked: AudiencesQuestion[]) => askOwner(bus, owner, 'audiences', asked), {
        most: mostAudiences(bus),
        inFlight: 4,
        everyMs: openEveryMs,
        sized: (streams) => traffic.asked('audiences', streams),
      }),
      head: batcher((names: string[]) => this.heads(owner, names), { most: mostHeads(bus), inFlight: 4 }),
      range: batcher((asked: RangeQuestion[]) => askOwner(bus, owner, 'ranges', asked), {
        most: mostRanges(bus),
        inFlight: 4,
        sized: (positions) => traffic.asked('ranges', positions),
      }),
      held: batcher((held: HeldQuestion[]) => askOwner(bus, owner, 'held', held), {
        most: mostRanges(bus),
        inFlight: 1,
      }),
      saysWhoHides: false,
      saysRulers: false,
    }
  }

  /** Everything this user follows and may not see, as all owners say now, or UNAVAILABLE where one does not. */
  async open(user: string): Promise<Opened> {
    const parts = await Promise.all(
      [...this.#all.values()].map(
        async (asking) => (await this.#openAt(asking, user)) ?? fail('UNAVAILABLE', { retry_ms: 500 }),
      ),
    )
    let sight: ReaderSight | undefined
    for (const { told } of parts) if (told) sight = ReaderSight.told(sight, told)
    return { states: parts.flatMap(({ states }) => states), sight }
  }

  /** The same, each owner when it answers: one that is slow or down is asked until then. */
  openEach(who: Waiting): OpeningAt[] {
    return [...this.#openings].map(([owner, opening]) => {
      const told = opening.of(who)
      return { owner, told, inTime: opening.inTime(told) }
    })
  }

  /**
   * Page by page: a long list does not fit one answer. Undefined where a page gets nowhere, or does not say enough: another of its
   * processes may say more.
   */
  async #openAt(asking: Asking, reader: string): Promise<OpenedAt | undefined> {
    const states: ReaderState[] = []
    let hides: boolean | undefined
    for (let more = true; more; ) {
      const after = states.at(-1)?.on
      const page = await asking.open({ reader, sees: true, rules: true, ...(after === undefined ? {} : { after }) })
      states.push(...page.streams)
      hides ??= page.hides
      more = page.more
      if (more && page.streams.length === 0) return undefined
    }
    if (hides === undefined && asking.saysWhoHides) return undefined
    asking.saysWhoHides ||= hides !== undefined
    // After the list, so that it is of no earlier position.
    return { states, told: hides ? await this.#sightAt(asking, reader) : undefined }
  }

  /** Where these streams stand, of which the reader wants to look at each; null where there is none for them. */
  follow(reader: string, names: readonly string[]): Promise<(FollowState | null)[]> {
    return Promise.all(names.map((on) => this.#followAt(this.#all.get(ownerOf(on)), { reader, on, rules: true })))
  }

  /** A process of the release before does not say what rules a stream: another one of them does. */
  async #followAt(asking: Asking | undefined, question: FollowQuestion): Promise<FollowState | null> {
    for (let tries = 0; asking && tries < mostFollowTries; tries++) {
      const state = await asking.follow(question)
      if (!state) return null
      asking.saysRulers ||= state.ruler !== undefined
      if (state.ruler !== undefined || !asking.saysRulers) return state
    }
    return null
  }

  /** To which audiences of a stream that rules others these belong; null where there is no such stream. */
  audiences(on: string, readers: readonly string[], known?: string): Promise<StreamAudiences | null> {
    const asking = this.#all.get(ownerOf(on))
    const question = { on, readers, ...(known === undefined ? {} : { known }) }
    return asking ? asking.audiences(question) : Promise.resolve(null)
  }

  /** Where the stream stands; it is one of many in a question. */
  async head(on: string): Promise<number> {
    return (await this.#all.get(ownerOf(on))?.head(on))?.head ?? 0
  }

  /** What the reader may not see of the streams of the owner of this one. */
  sight(on: string, reader: string): Promise<Word> {
    const asking = this.#all.get(ownerOf(on))
    return asking ? this.#sightAt(asking, reader) : Promise.reject(new Error(`nobody owns ${on}`))
  }

  async #sightAt(asking: Asking, reader: string): Promise<Word> {
    const asked = ++this.#sightsAsked
    return { ...(await asking.sight(reader)), asked }
  }

  range(on: string, after: number): Promise<StreamRange | null> {
    const asking = this.#all.get(ownerOf(on))
    return asking ? asking.range({ on, after, limit: 1_000, sees: true }) : Promise.resolve(null)
  }

  /** Tells an owner what was delivered; resolves to its epoch. */
  async held(held: HeldQuestion): Promise<void> {
    await this.#all.get(ownerOf(held.on))?.held(held)
  }

  /** Of streams of one owner. */
  async heads(owner: string, names: string[]): Promise<(StreamHead | null)[]> {
    this.#traffic.asked('heads', names.length)
    return await askOwner(this.#bus, owner as Owner, 'heads', names)
  }

  /** Streams in one question about heads. */
  get mostHeads(): number {
    return mostHeads(this.#bus)
  }
}
