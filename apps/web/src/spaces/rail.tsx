import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space } from '@parley/client/spaces'
import { useEffect } from 'react'
import { useParley, useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { Badge } from '../files/badge.tsx'
import { useHost } from '../host/host.ts'
import { ChatIcon, PlusIcon } from '../icons.tsx'
import { PartyLink } from '../party/party-link.tsx'
import { ContactsLink } from '../people/later.tsx'
import { initialsOf, toneOf } from '../people/tone.ts'
import { callingInAll } from '../rooms/by-activity.ts'
import { useKeptAway } from '../rooms/kept-away.ts'
import { listAddress, spaceAddress, useOpenContacts } from '../route.ts'
import { tame } from '../tame.ts'
import { useSpaces } from './use-spaces.ts'

/** One's own conversations, and the spaces that one lives in. */
export const Rail = ({ open }: { readonly open: string | undefined }) => {
  const { openOverlay } = useHost().overlays
  const spaces = useSpaces()
  const list = useSelected(spaces, ({ list }) => list)
  const contacts = useOpenContacts()
  useAllLoaded(list)
  return (
    <nav className="rail" aria-label={t`Spaces`}>
      <ul>
        <li>
          <Conversations isOpen={open === undefined && !contacts} />
        </li>
        <ContactsLink />
        <PartyLink />
        {list.map((space) => (
          <li key={space.id}>
            <SpaceLink space={space} isOpen={space.id === open} />
          </li>
        ))}
        <li>
          <button
            type="button"
            className="icon"
            aria-label={t`New space`}
            title={t`New space`}
            onClick={() => openOverlay('space')}
          >
            <PlusIcon />
          </button>
        </li>
      </ul>
    </nav>
  )
}

/** What is unread there shows without a look at them: in turn, as nobody waits for it. */
const useAllLoaded = (list: readonly Space[]): void => {
  useEffect(() => {
    let isOver = false
    const loadAll = async () => {
      for (const space of list) if (!isOver && !space.isLoaded) await space.load()
    }
    loadAll().catch(noteFault)
    return () => {
      isOver = true
    }
  }, [list])
}

const Conversations = ({ isOpen }: { readonly isOpen: boolean }) => {
  const keptAway = useKeptAway()
  const unread = useParley((parley) => callingInAll(parley, keptAway))
  return (
    <a className="rail-link" href={listAddress} aria-current={isOpen ? 'page' : undefined} title={t`Conversations`}>
      <span className="mark">
        <ChatIcon />
      </span>
      <span className="unseen">
        <Trans>Conversations</Trans>
      </span>
      <Count count={unread} of={t`unread`} />
    </a>
  )
}

const SpaceLink = ({ space, isOpen }: { readonly space: Space; readonly isOpen: boolean }) => {
  const name = tame(useSelected(space, ({ name }) => name))
  const icon = useSelected(space, ({ icon }) => icon)
  const isUnread = useSelected(space, ({ unread }) => unread > 0)
  const mentions = useSelected(space, ({ mentions }) => mentions)
  return (
    <a
      className={`rail-link ${isUnread ? 'unread' : ''}`}
      href={spaceAddress(space.id)}
      aria-current={isOpen ? 'page' : undefined}
      title={name}
    >
      <span className={`mark ${toneOf(space.id)}`} aria-hidden="true">
        {initialsOf(name)}
        {icon !== '' && <Badge of={space.id} file={icon} />}
      </span>
      <span className="unseen">
        <bdi>{name}</bdi>
        {isUnread && t`, unread`}
      </span>
      <Count count={mentions} of={plural(mentions, { one: 'mentions you', other: 'mention you' })} />
    </a>
  )
}

const Count = ({ count, of }: { readonly count: number; readonly of: string }) =>
  count > 0 && (
    <span className="badge">
      {count > 99 ? '99+' : count}
      <span className="unseen"> {of}</span>
    </span>
  )
