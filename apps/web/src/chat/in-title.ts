/** How much calls for somebody, in the title of the page, which shows among other tabs. */
import { useEffect } from 'react'

const counts = new Map<'messages' | 'requests', number>()

const tell = (): void => {
  const sum = [...counts.values()].reduce((all, count) => all + count, 0)
  document.title = sum > 0 ? `(${sum}) Parley` : 'Parley'
}

/** So many of one kind, until it is another number or nobody is logged in. */
export const useInTitle = (of: 'messages' | 'requests', count: number): void => {
  useEffect(() => {
    counts.set(of, count)
    tell()
    return () => {
      counts.delete(of)
      tell()
    }
  }, [of, count])
}
