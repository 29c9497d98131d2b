/** What gateways ask: how people are there, for who begins to watch them, and to find what was missed. */
import { frameText, isTopic } from '@parley/protocol'
import { jsonBytes } from '@parley/service-kit'
import type { TopicQuestion, TopicState } from '@parley/wire'
import type { Context } from './context.ts'
import { neverThere, type Shown } from './presences.ts'
import { bodyOf } from './telling.ts'

const before = 'presence/person/'

const userOf = (on: string): string => on.slice(before.length)

const frameOf = (user: string, shown: Shown): string =>
  frameText(before + user, undefined, 'presence.changed', user, shown.version, JSON.stringify(bodyOf(shown)))

type Means = Pick<Context, 'presences' | 'mayWatch'>

/** Those whose readers may not watch them. Where nobody in particular asks, all may be told. */
const withheldOf = async (
  asked: readonly TopicQuestion[],
  mayWatch: Means['mayWatch'],
): Promise<Set<TopicQuestion>> => {
  const own = asked.filter((question) => question.reader !== undefined)
  const may = await mayWatch(own.map(({ reader = '', on }) => ({ reader, person: userOf(on) })))
  return new Set(own.filter((_, place) => !may[place]))
}

/** As who was never there; to who has seen them there, as one who is gone from now on. */
const withheld = ({ on, known = -1, again }: TopicQuestion): TopicState => ({
  frame: frameOf(userOf(on), { ...neverThere, version: again ? known + 1 : neverThere.version }),
  apart: true,
})

/** What does not fit so many bytes is left out where an earlier state is known: it is asked for again. */
export const answerTopics = async (
  asked: readonly TopicQuestion[],
  { presences, mayWatch }: Means,
  mostBytes: number,
): Promise<(TopicState | null)[]> => {
  const topics = asked.filter(({ on }) => on.startsWith(before) && isTopic(on))
  const users = topics.map(({ on, known }) => ({ user: userOf(on), ...(known === undefined ? {} : { known }) }))
  const [hidden, shown] = await Promise.all([withheldOf(topics, mayWatch), presences.read(users)])
  const states = new Map(topics.map((question, place) => [question, shown[place] as Shown]))
  let bytes = 0
  return asked.map((question) => {
    const state = states.get(question)
    if (!state) return null
    if (hidden.has(question)) return withheld(question)
    if (state.version <= (question.known ?? -1)) return {}
    const told = { frame: frameOf(userOf(question.on), state) }
    bytes += jsonBytes(told)
    return question.known !== undefined && bytes > mostBytes ? {} : told
  })
}
