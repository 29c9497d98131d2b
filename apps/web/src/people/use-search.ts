import { plural, t } from '@lingui/core/macro'
import type { Person } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'

/** Long enough that one asks per word and not per letter, in milliseconds. */
const pause = 200

interface Found {
  readonly found: readonly Person[]
  /** What there is to say about it, such as that nobody was found. */
  readonly note: string
  /** Where the next page begins; not given where there is none. */
  readonly next?: string | undefined
}

interface Search extends Found {
  /** Looks further. */
  readonly more: () => Promise<void>
}

const nothing: Found = { found: [], note: '' }

/** People other than oneself of whose names one word each begins as those of `name`, a page at a time. */
export const useSearch = (name: string): Search => {
  const { parley, me } = useChat()
  const [search, setSearch] = useState(nothing)

  const ask = async (before: Found): Promise<Found> => {
    const { users, next } = await parley.call('user.search', before.next ? { name, next: before.next } : { name })
    parley.people.learn(users)
    const found = [...before.found, ...users.filter(({ user }) => user !== me)]
    return { found, note: countNote(found.length, next !== undefined), next }
  }
  const look = (before: Found) => ask(before).catch((error: unknown) => ({ ...before, note: errorText(error) }))

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for what is looked for
  useEffect(() => {
    if (!name) return setSearch(nothing)
    let current = true
    const timer = setTimeout(async () => {
      const answer = await look(nothing)
      if (current) setSearch(answer)
    }, pause)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [name, parley, me])

  const more = async () => {
    const answer = await look(search)
    setSearch((now) => (now === search ? answer : now))
  }
  return { ...search, more }
}

const countNote = (count: number, isMore: boolean): string => {
  if (isMore)
    return count === 0
      ? t`Nobody yet. Look further.`
      : plural(count, { one: '# person found, and there are more', other: '# people found, and there are more' })
  return count === 0 ? t`Nobody of this name.` : plural(count, { one: '# person found', other: '# people found' })
}
