import { fail, mostWords } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { search } from '../search.ts'
import { countWords, termsOf } from '../search-terms.ts'
import { seenRooms } from '../store/search.ts'

export const messageSearch: Handler<'message.search', Chat> = async (
  question,
  { user },
  { searching, answerBytes },
) => {
  const { text = '', limit: _, next: __, threads: ___, ...filters } = question
  const terms = termsOf(text)
  if (countWords(terms) > mostWords) fail('SEARCH_TOO_WIDE', { most: mostWords })
  if (terms.length === 0 && Object.keys(filters).length === 0) fail('SEARCH_EMPTY')
  const rooms = new Set(question.rooms)
  if (rooms.size > 0 && (await seenRooms(searching.db, user, [...rooms])).length < rooms.size) fail('ROOM_NOT_FOUND')
  return search(searching, { person: user, question, terms, mostBytes: answerBytes() })
}
