import { Trans } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useNames } from '../chat/chat-context.ts'
import { useDeed } from '../use-deed.ts'

export interface PeoplePage {
  readonly users: readonly { readonly user: string; readonly place: number }[]
  readonly more: boolean
}

interface PeopleLineProps {
  /** What they have done. */
  readonly label: string
  /** Of nobody nothing is loaded. */
  readonly isEmpty?: boolean
  /** A page of them behind a place. */
  readonly load: (after: number | undefined) => Promise<PeoplePage>
}

/** Who has done something, a page at a time. */
export const PeopleLine = ({ label, isEmpty = false, load }: PeopleLineProps) => {
  const [users, setUsers] = useState<PeoplePage['users']>([])
  const [more, setMore] = useState(!isEmpty)
  const { run, busy, fault } = useDeed()
  const names = useNames(users.map(({ user }) => user))
  const loadMore = () =>
    run(async () => {
      const page = await load(users.at(-1)?.place)
      setUsers([...users, ...page.users])
      setMore(page.more)
    })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page is loaded once
  useEffect(() => void (more && loadMore()), [])
  return (
    <li>
      <span>{label}</span> <span className="who">{users.map(({ user }) => names(user)).join(', ')}</span>
      {fault && <span className="fault">{fault}</span>}
      {more && users.length > 0 && (
        <button type="button" className="quiet" disabled={busy} onClick={loadMore}>
          <Trans>More</Trans>
        </button>
      )}
    </li>
  )
}
