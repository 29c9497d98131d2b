import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { type FoundRow, searchParties } from '../store/parties.ts'

const usualFound = 50

const tell = ({ id, label, most, access, leader, attributes, count }: FoundRow) => ({
  party: id,
  ...(label ? { label } : {}),
  ...{ most, access, leader, attributes: { ...attributes }, count },
})

export const partySearch: Handler<'party.search', Context> = async (asked, { user }, { db, answerBytes }) => {
  const { game = '', attributes = {}, after, limit = usualFound } = asked
  const found = await searchParties(db, user, { game, attributes, after, limit: limit + 1 })
  const parties = [...takeFitting(found.slice(0, limit).map(tell), jsonBytes, answerBytes())]
  const next = found.length > parties.length ? parties.at(-1)?.party : undefined
  return { parties, ...(next === undefined ? {} : { next }) }
}
