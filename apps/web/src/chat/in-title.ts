/** How much calls for somebody, in the title of the page and in its picture, which show among other tabs. */

import { useEffect } from 'react'
import { useHost } from '../host/host.ts'

type Counted = 'messages' | 'requests' | 'notifications'

const counts = new Map<Counted, number>()

/** Files of their own: the policy of the page takes no picture that is drawn here. */
const picture = (isCalling: boolean): string => (isCalling ? '/favicon-unread.svg' : '/favicon.svg')

const tell = (): void => {
  const sum = [...counts.values()].reduce((all, count) => all + count, 0)
  document.title = sum > 0 ? `(${sum}) Parley` : 'Parley'
  document.querySelector('link[rel=icon]')?.setAttribute('href', picture(sum > 0))
}

/** So many of one kind, until it is another number or nobody is logged in. */
export const useInTitle = (of: Counted, count: number): void => {
  const { isOwn } = useHost()
  useEffect(() => {
    if (!isOwn) return undefined
    counts.set(of, count)
    tell()
    return () => {
      counts.delete(of)
      tell()
    }
  }, [isOwn, of, count])
}
