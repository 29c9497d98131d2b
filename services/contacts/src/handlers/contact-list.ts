import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { type Listed, listRelations } from '../store/relations.ts'

const usualPeople = 100

/** Without what is as between strangers. */
const tell = ({ other, stands, at, games, note, memo, favourite, labels, blocked, restricted }: Listed) => ({
  user: other,
  ...(stands && at !== null ? { stands, at } : {}),
  ...(games.length > 0 ? { games: [...games] } : {}),
  ...(note ? { note } : {}),
  ...(memo ? { memo } : {}),
  ...(favourite ? { favourite } : {}),
  ...(labels.length > 0 ? { labels: [...labels] } : {}),
  ...(blocked ? { blocked } : {}),
  ...(restricted ? { restricted } : {}),
})

export const contactList: Handler<'contact.list', Context> = async (
  { limit = usualPeople, ...asked },
  { user },
  { db, answerBytes },
) => {
  const { epoch, head, people: found } = await listRelations(db, user, { ...asked, limit: limit + 1 })
  const people = [...takeFitting(found.slice(0, limit).map(tell), jsonBytes, answerBytes())]
  const next = found.length > people.length ? people.at(-1)?.user : undefined
  return { epoch, head, people, ...(next === undefined ? {} : { next }) }
}
