/**
 * Who may see what. An event has marks beside its frame where it is not for everybody who follows its stream: who its author is, and
 * for whom it is. A reader has a sight: whose words it hides, and to which audiences it belongs. What a reader may not see keeps
 * its number, and comes as the redacted twin of the event.
 */
import { isAuthored } from '@parley/protocol'

export interface Mark {
  /** Its author. */
  readonly by?: string
  /** Of what is forwarded: who said it first. A gateway of the release before shows it to nobody who hides anybody. */
  readonly of?: string
  /** The audience that it is for. */
  readonly for?: string
}

/** Some of all audiences. */
export type Audiences = Pick<ReadonlySet<string>, 'has' | 'size'>

export interface Sight {
  /** Authors. */
  readonly hides: ReadonlySet<string>
  readonly audiences: Audiences
  /** Those of whose passing signals it gets none, as they block it. What they say in a room it sees. */
  readonly misses?: ReadonlySet<string>
  /** Of one stream: it sees no message up to this position, nor what says more of one. Not given: all that is there. */
  readonly since?: number
}

/** The one place where it is decided. Without a sight, a reader hides nobody and belongs to no audience. */
export const sees = (mark: Mark | undefined, sight: Sight | undefined): boolean => {
  if (mark === undefined) return true
  if (mark.by !== undefined && sight?.hides.has(mark.by)) return false
  if (mark.of !== undefined && sight?.hides.has(mark.of)) return false
  return mark.for === undefined || sight?.audiences.has(mark.for) === true
}

/** The same for a signal. */
export const seesPassing = (mark: Mark | undefined, sight: Sight | undefined): boolean =>
  sees(mark, sight) && !(mark?.by !== undefined && sight?.misses?.has(mark.by))

interface ForSome {
  /** Given where the event is not for all. */
  readonly audience?: string | null
  /** Given where it says what somebody else has said. */
  readonly origin?: string | null | undefined
}

export const markOf = (
  ev: string,
  by: string | null | undefined,
  { audience, origin }: ForSome = {},
): Mark | undefined => {
  const author = by && isAuthored(ev) ? { by, ...(origin ? { of: origin } : {}) } : undefined
  return audience ? { ...author, for: audience } : author
}

interface Listed {
  readonly marks: readonly Mark[]
  /** By event, which of them it has; left out where the only one is that of all events. */
  readonly of?: readonly (number | null)[]
}

/** A line of text; empty where no event has a mark. */
export const encodeMarks = (all: readonly (Mark | undefined)[]): string => {
  const places = new Map<string, number>()
  const marks: Mark[] = []
  const of = all.map((mark) => {
    if (!mark) return null
    const key = mark.for === undefined && mark.of === undefined ? (mark.by as string) : JSON.stringify(mark)
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, marks.length)
    return marks.push(mark) - 1
  })
  if (marks.length === 0) return ''
  const isOne = marks.length === 1 && !of.includes(null)
  return JSON.stringify((isOne ? { marks } : { marks, of }) satisfies Listed)
}

const members = new Set(['by', 'of', 'for'])
/** No reader belongs to it. */
const nobody: Mark = { for: '' }

/** A mark of a later release says more than we can judge: then nobody sees the event. */
const judged = (mark: Mark): Mark => (Object.keys(mark).every((member) => members.has(member)) ? mark : nobody)

/** The marks of events that came together. Read when they are first looked at, as most readers have no sight. */
export class Marks {
  readonly #text: string
  /** Whether one of the events may be for some alone, so that also readers without a sight have to be asked about. */
  readonly areForSome: boolean
  #listed: Listed | undefined

  constructor(text: string) {
    this.#text = text
    this.areForSome = /"(?!by"|marks"|of")[^"]*":/.test(text)
  }

  /** Of the event at this place, from 0. */
  at(place: number): Mark | undefined {
    this.#listed ??= this.#read()
    const { marks, of } = this.#listed
    const which = of ? of[place] : 0
    return which === null || which === undefined ? undefined : marks[which]
  }

  /** Nobody sees what cannot be judged. */
  #read(): Listed {
    try {
      const { marks, of } = JSON.parse(this.#text) as Listed
      const all = marks.map(judged)
      return of ? { marks: all, of } : { marks: all }
    } catch {
      return { marks: [nobody] }
    }
  }
}
