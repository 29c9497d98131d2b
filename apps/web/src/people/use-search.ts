import type { Person } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'

/** Long enough that one asks per word and not per letter, in milliseconds. */
const pause = 200

interface Search {
  readonly found: readonly Person[]
  /** What there is to say about it, such as that nobody was found. */
  readonly note: string
}

const nothing: Search = { found: [], note: '' }

/** People other than oneself whose display name begins with `name`. */
export const useSearch = (name: string): Search => {
  const { parley, me } = useChat()
  const [search, setSearch] = useState(nothing)

  useEffect(() => {
    if (!name) return setSearch(nothing)
    let current = true
    const ask = async (): Promise<Search> => {
      const { users } = await parley.call('user.search', { name })
      parley.people.learn(users)
      const found = users.filter(({ user }) => user !== me)
      return { found, note: countNote(found.length) }
    }
    const timer = setTimeout(async () => {
      const answer = await ask().catch((error: unknown) => ({ found: [], note: errorText(error) }))
      if (current) setSearch(answer)
    }, pause)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [name, parley, me])

  return search
}

const countNote = (count: number): string =>
  count === 0 ? 'Nobody of this name.' : count === 1 ? '1 person found' : `${count} people found`
