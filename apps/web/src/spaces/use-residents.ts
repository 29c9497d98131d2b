/** Who lives in a space, by page. */
import type { Resident, Space } from '@parley/client/spaces'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { useDeed } from '../use-deed.ts'

export interface ResidentsFilter {
  readonly role: number | undefined
  readonly name: string
}

interface Listed {
  readonly users: readonly string[]
  readonly next: string | undefined
}

const pageSize = 50
/** Nobody asks at each letter, nor at each of a hundred that come at once. In milliseconds. */
const restMs = 250

/** Read from the start when somebody comes, goes, or is another than before. */
export const useResidents = (space: Space, { role, name }: ResidentsFilter) => {
  const [listed, setListed] = useState<Listed>()
  const { run, busy, fault } = useDeed()
  const asked = useRef(0)
  const count = useSelected(space, ({ residentCount }) => residentCount)

  const load = useCallback(
    async (before: readonly string[], after: string | undefined, limit: number) => {
      const asking = ++asked.current
      const page = await space.loadResidents({
        limit,
        ...(role === undefined ? {} : { role }),
        ...(name === '' ? {} : { name }),
        ...(after === undefined ? {} : { after }),
      })
      const users = page.residents.map(({ user }: Resident) => user)
      if (asking === asked.current) setListed({ users: [...before, ...users], next: page.next })
    },
    [space, role, name],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs what is loaded; who comes or goes is a reason to ask
  useEffect(() => {
    const waiting = setTimeout(() => void run(() => load([], undefined, pageSize)), restMs)
    return () => clearTimeout(waiting)
  }, [load, count])

  return {
    listed,
    busy,
    fault,
    again: () => run(() => load([], undefined, pageSize)),
    more: () => run(() => load(listed?.users ?? [], listed?.next, pageSize)),
  }
}
