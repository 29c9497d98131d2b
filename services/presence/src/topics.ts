/** What gateways ask: how people are there, for who begins to watch them, and to find what was missed. */
import { frameText, isTopic } from '@parley/protocol'
import { jsonBytes } from '@parley/service-kit'
import type { TopicQuestion, TopicState } from '@parley/wire'
import type { Context } from './context.ts'
import type { Shown } from './presences.ts'
import { bodyOf } from './telling.ts'

const before = 'presence/person/'

const frameOf = (user: string, shown: Shown): string =>
  frameText(before + user, undefined, 'presence.changed', user, shown.version, JSON.stringify(bodyOf(shown)))

type Means = Pick<Context, 'presences' | 'mayWatch'>

/** Those whom their readers may watch; all where nobody in particular asks. */
const allowed = async (asked: readonly TopicQuestion[], mayWatch: Means['mayWatch']): Promise<Set<TopicQuestion>> => {
  const may = new Set(asked.filter(({ reader }) => reader === undefined))
  const byReader = Map.groupBy(asked, ({ reader }) => reader)
  await Promise.all(
    [...byReader].map(async ([reader, own]) => {
      if (reader === undefined) return
      const seen = await mayWatch(
        reader,
        own.map(({ on }) => on.slice(before.length)),
      )
      for (const question of own) if (seen.has(question.on.slice(before.length))) may.add(question)
    }),
  )
  return may
}

/** What does not fit so many bytes is left out where an earlier state is known: it is asked for again. */
export const answerTopics = async (
  asked: readonly TopicQuestion[],
  { presences, mayWatch }: Means,
  mostBytes: number,
): Promise<(TopicState | null)[]> => {
  const topics = asked.filter(({ on }) => on.startsWith(before) && isTopic(on))
  const users = topics.map(({ on, known }) => ({
    user: on.slice(before.length),
    ...(known === undefined ? {} : { known }),
  }))
  const [may, shown] = await Promise.all([allowed(topics, mayWatch), presences.read(users)])
  const states = new Map(
    topics.map((question, place) => [question, { user: users[place]?.user ?? '', is: shown[place] as Shown }]),
  )
  let bytes = 0
  return asked.map((question) => {
    const state = states.get(question)
    if (!state || !may.has(question)) return null
    if (state.is.version <= (question.known ?? -1)) return {}
    const told = { frame: frameOf(state.user, state.is) }
    bytes += jsonBytes(told)
    return question.known !== undefined && bytes > mostBytes ? {} : told
  })
}
