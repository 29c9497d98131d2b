/** What gateways ask: how cards stand, for who begins to watch them, and to find what was missed. */
import { frameText, isTopic } from '@parley/protocol'
import { askOwner } from '@parley/service-kit'
import type { TopicQuestion, TopicState } from '@parley/wire'
import { standOf } from './cards.ts'
import type { Context } from './context.ts'
import { areApart, type CardRow, listCards } from './store/cards.ts'

const before = 'contacts/card/'

const frameOf = (row: CardRow): string =>
  frameText(before + row.id, undefined, 'card.changed', row.sender, row.version, JSON.stringify(standOf(row)))

interface Look {
  readonly question: TopicQuestion
  readonly row: CardRow
  readonly reader: string
}

/** Those whose readers may not: they do not see the room, or one of the two blocks the other. */
const withheldOf = async (
  { db, bus }: Pick<Context, 'db' | 'bus'>,
  looks: readonly Look[],
): Promise<Set<TopicQuestion>> => {
  const others = looks.filter(({ row, reader }) => row.sender !== reader)
  if (others.length === 0) return new Set()
  const [apart, standings] = await Promise.all([
    areApart(
      db,
      others.map(({ row, reader }) => [row.sender, reader] as const),
    ),
    askOwner(
      bus,
      'chat',
      'standings',
      others.map(({ row, reader }) => ({ room: row.room, user: reader })),
    ),
  ])
  return new Set(others.filter((_, place) => apart[place] || !standings[place]).map(({ question }) => question))
}

export const answerCards = async (
  context: Pick<Context, 'db' | 'bus'>,
  asked: readonly TopicQuestion[],
): Promise<(TopicState | null)[]> => {
  const idOf = ({ on }: TopicQuestion) => (on.startsWith(before) && isTopic(on) ? on.slice(before.length) : undefined)
  const rows = await listCards(
    context.db,
    asked.flatMap((question) => idOf(question) ?? []),
  )
  const rowOf = (question: TopicQuestion) => rows.get(idOf(question) ?? '')
  const looks = asked.flatMap((question) => {
    const [row, { reader }] = [rowOf(question), question]
    return row && reader !== undefined ? [{ question, row, reader }] : []
  })
  const withheld = await withheldOf(context, looks)
  return asked.map((question) => {
    const row = rowOf(question)
    if (!row || withheld.has(question)) return null
    return row.version <= (question.known ?? -1) ? {} : { frame: frameOf(row) }
  })
}
