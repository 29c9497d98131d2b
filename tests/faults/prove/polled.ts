/** Polls, by what the events tell of them. */
import type { Stored, Votes } from '../history/history.ts'
import type { Records } from './records.ts'

export interface PollStand {
  /** By answer. */
  readonly counts: readonly number[]
  readonly voters: number
  readonly isClosed: boolean
}

/** In words; none where nobody has voted, and it is open. */
export const tellPoll = ({ counts, voters, isClosed }: PollStand): string[] => [
  ...counts.flatMap((count, answer) => (count > 0 ? [`answer ${answer} has ${count}`] : [])),
  ...(voters > 0 ? [`${voters} have voted`] : []),
  ...(isClosed ? ['it is closed'] : []),
]

/** By position of a poll and by person, what they vote for, in the room whose events these are. */
const votesIn = (own: readonly Stored[]): Map<number, Map<string, readonly number[]>> => {
  const polls = new Map<number, Map<string, readonly number[]>>()
  for (const { votes } of own) {
    if (!votes) continue
    const ofPoll = polls.get(votes.seq) ?? new Map<string, readonly number[]>()
    polls.set(votes.seq, ofPoll.set(votes.by, votes.answers))
  }
  return polls
}

/** By position, as far as anything has become of them, in the room whose events these are. */
export const pollsIn = (own: readonly Stored[]): Map<number, PollStand> => {
  const votes = votesIn(own)
  const closed = new Set(own.flatMap(({ closes }) => closes ?? []))
  return new Map(
    [...new Set([...votes.keys(), ...closed])].map((seq) => {
      const taken = [...(votes.get(seq)?.values() ?? [])].filter((answers) => answers.length > 0)
      const counts = [0, 1, 2].map((answer) => taken.filter((answers) => answers.includes(answer)).length)
      return [seq, { counts, voters: taken.length, isClosed: closed.has(seq) }]
    }),
  )
}

/** A vote says what it takes the place of: so whoever counts along is right at every position. Nobody votes when it is over. */
export const miscounted = (stored: readonly Stored[]): string[] => {
  const before = new Map<string, readonly number[]>()
  const closed = new Set<string>()
  const wrong = (on: string, { seq, by, answers, before: told }: Votes): string[] => {
    const key = `${on} ${seq} ${by}`
    const known = before.get(key) ?? []
    before.set(key, answers)
    return [
      ...(closed.has(`${on} ${seq}`) ? [`${by} votes at ${seq} in ${on}, which is closed`] : []),
      ...(`${told}` === `${known}`
        ? []
        : [`${by} votes at ${seq} in ${on} in place of ${told}, where they had ${known}`]),
    ]
  }
  return stored.flatMap(({ on, votes, closes }) => {
    if (votes) return wrong(on, votes)
    if (closes === undefined) return []
    const isClosed = closed.has(`${on} ${closes}`)
    closed.add(`${on} ${closes}`)
    return isClosed ? [`the poll at ${closes} in ${on} is closed twice`] : []
  })
}

/** What somebody was told is their vote, and is another. */
export const lostVotes = (stored: readonly Stored[], { polls, votes }: Records): string[] =>
  polls.flatMap(({ on, seq }) => {
    const own = stored.filter((event) => event.on === on)
    if (own.length === 0) return []
    const held = votesIn(own).get(seq)
    return [...votes].flatMap(([key, answers]) => {
      const [place, user] = [key.slice(0, key.lastIndexOf(' ')), key.slice(key.lastIndexOf(' ') + 1)]
      if (place !== `${on} ${seq}` || `${held?.get(user) ?? []}` === `${answers}`) return []
      return [
        `${user} was told that they vote for ${answers} at ${seq} in ${on}, where it is ${held?.get(user) ?? 'nothing'}`,
      ]
    })
  })
