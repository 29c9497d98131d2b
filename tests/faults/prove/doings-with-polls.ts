/** What people do with polls. */
import { uuid7 } from '@parley/client'
import { persist } from './persist.ts'
import type { Poll } from './records.ts'
import { type Doing, someRoom } from './scene.ts'

const answers = ['Here', 'There', 'هناك']

export const askPoll: Doing = async (who, scene) => {
  const { chance, records } = scene
  const { room, on } = chance.one([someRoom(scene), ...records.threads.slice(-1)])
  const [id, question] = [uuid7(), records.newText(`${who.name}'s script`)]
  const asked = { room, id, question, answers, multiple: chance.happens(0.5) }
  const sent = await persist(() => who.ask('poll.create', asked))
  if (!sent) return
  records.acknowledge(who.user, on, sent.seq, question)
  records.polls.push({ room, on, seq: sent.seq })
}

const withSome =
  (work: (poll: Poll, ...whoAndScene: Parameters<Doing>) => Promise<unknown>): Doing =>
  async (who, scene) => {
    const { chance, records } = scene
    if (records.polls.length > 0) await work(chance.one(records.polls.slice(-4)), who, scene)
  }

/** One answer, two, or none; where it takes one alone, two are refused. */
const vote = withSome((poll, who, { chance, records }) => {
  const { room, seq } = poll
  const chosen = [0, 1, 2].filter(() => chance.happens(0.4))
  return records.vote(who.user, poll, chosen, () => persist(() => who.ask('poll.vote', { room, seq, answers: chosen })))
})

const close = withSome(({ room, seq }, who) => persist(() => who.ask('poll.close', { room, seq })))

/** How often, as in `doings`. */
export const doingsWithPolls: readonly (readonly [Doing, number])[] = [
  [askPoll, 8],
  [vote, 100],
  [close, 4],
]
