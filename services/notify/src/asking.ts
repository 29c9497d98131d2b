/** What others are asked about who is notified: chat whom a message is for and what may be shown of it, presence who is there, auth who is logged in, and to send mail. */
import { askInParts, askOwner, type Bus } from '@parley/service-kit'
import {
  type Glimpse,
  type GlimpseQuestion,
  identityOwner,
  type Mailed,
  type MailQuestion,
  type NoticeQuestion,
  type Notices,
  presenceOwner,
  roomsOwner,
  type Thereness,
} from '@parley/wire'

type Asking = Pick<Bus, 'ask' | 'subjects' | 'mostBytes'>

/** Questions that chat answers at once. */
const questionsAtOnce = { most: 100, bytesEach: 300 }
/** Presence only makes some quieter, and sessions are told of again at the next push: nobody waits for them. */
const peopleAtOnce = { most: 1_000, bytesEach: 50, withinMs: 1_000 }

/** In the order of the questions. */
export const askNotices = (bus: Asking, asked: readonly NoticeQuestion[]): Promise<Notices[]> =>
  askInParts(bus, roomsOwner, 'notices', asked, questionsAtOnce)

/** Of whom nothing is known they may be there: also where there is no presence, or it is down. */
export type There = ReadonlyMap<string, Thereness>

export const askThere = async (bus: Asking, people: readonly string[]): Promise<There> => {
  const there = new Map<string, Thereness>()
  try {
    const asked = [...new Set(people)]
    const states = await askInParts(bus, presenceOwner, 'there', asked, peopleAtOnce)
    asked.forEach((user, place) => {
      const state = states[place]
      if (state) there.set(user, state)
    })
  } catch {
    // Its own metrics tell that presence does not answer.
  }
  return there
}

/** Those that are over; of none it is said where auth does not answer, as nobody logs out meanwhile. */
export const askEnded = async (bus: Asking, sessions: readonly string[]): Promise<ReadonlySet<string>> => {
  const asked = [...new Set(sessions)]
  try {
    const open = await askInParts(bus, identityOwner, 'sessions', asked, peopleAtOnce)
    return new Set(asked.filter((_, place) => open[place] === false))
  } catch {
    return new Set()
  }
}

/** Content only makes some pushes say more: nobody waits for it for long. */
const glimpseWithinMs = 2_000

/** Nothing where chat does not answer. */
export const askGlimpse = async (bus: Asking, question: GlimpseQuestion): Promise<Glimpse> => {
  try {
    return (await askOwner(bus, roomsOwner, 'glimpses', [question], glimpseWithinMs))[0] ?? {}
  } catch {
    return {}
  }
}

/** For how many milliseconds nobody has sat before a device of each; nobody is in it of whom that is not known. */
export const askUsed = async (bus: Asking, people: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  try {
    const asked = [...new Set(people)]
    const told = await askInParts(bus, presenceOwner, 'used', asked, peopleAtOnce)
    return new Map(
      asked.flatMap((person, place) => {
        const ms = told[place] ?? null
        return ms === null ? [] : [[person, ms] as const]
      }),
    )
  } catch {
    return new Map()
  }
}

/** Longer than a mail server is waited for. */
const mailWithinMs = 60_000

/** Where nobody answers it may have been sent: auth knows it by its id. */
export const askMail = async (bus: Asking, mail: MailQuestion): Promise<Mailed['outcome']> => {
  try {
    return (await askOwner(bus, identityOwner, 'mail', mail, mailWithinMs)).outcome
  } catch {
    return 'later'
  }
}
