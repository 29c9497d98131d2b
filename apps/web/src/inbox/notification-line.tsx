import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Notification } from '@parley/client/notify'
import { useRef } from 'react'
import { useCloseWhereNarrow } from '../beside/open.ts'
import { useName } from '../chat/chat-context.ts'
import { type Host, useHost } from '../host/host.ts'
import { CheckIcon } from '../icons.tsx'
import { Portrait } from '../people/portrait.tsx'
import { useOnScreen } from '../people/use-presence.ts'
import { contactsAddress, listAddress, spaceAddress } from '../route.ts'
import { fullTime, shortTime } from '../timeline/times.ts'
import { useExcerpt } from './excerpt.ts'
import { wordsFor } from './kinds.ts'
import type { Place } from './place.ts'

interface NotificationLineProps {
  readonly notification: Notification
  /** Where its message is. */
  readonly place: Place | undefined
  readonly onRead: () => void
}

/** Leads to what it is about, and has been read then. */
export const NotificationLine = ({ notification, place, onRead }: NotificationLineProps) => {
  const { kind, by, at, state, silent } = notification
  const line = useRef<HTMLLIElement>(null)
  const main = useRef<HTMLButtonElement>(null)
  const isUnread = state === 'unread'
  const way = wayTo(notification, place, useHost(), useCloseWhereNarrow())
  const go = () => {
    if (isUnread) onRead()
    way?.()
  }
  /** The button that was pressed is about to go. */
  const readHere = () => {
    main.current?.focus()
    onRead()
  }
  return (
    <li ref={line} className={isUnread ? (silent ? 'unread silent' : 'unread') : undefined}>
      <button type="button" className="quiet notification" ref={main} onClick={go}>
        {isUnread && (
          <span className="unseen">
            <Trans>Unread:</Trans>{' '}
          </span>
        )}
        {by === undefined ? (
          <span className="said-by">{wordsFor(kind).told}</span>
        ) : (
          <Who user={by} told={wordsFor(kind).told} />
        )}
        <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
          {shortTime(at)}
        </time>
        <Excerpt notification={notification} line={line} />
      </button>
      {isUnread && (
        <button
          type="button"
          className="icon"
          aria-label={t`Mark as read: ${wordsFor(kind).told}`}
          title={t`Mark as read`}
          onClick={readHere}
        >
          <CheckIcon />
        </button>
      )}
    </li>
  )
}

const Who = ({ user, told }: { readonly user: string; readonly told: string }) => {
  const name = useName(user)
  return (
    <>
      <Portrait user={user} name={name} />
      <span className="said-by">
        <b dir="auto">{name}</b> {told}
      </span>
    </>
  )
}

interface ExcerptProps extends Pick<NotificationLineProps, 'notification'> {
  readonly line: React.RefObject<HTMLLIElement | null>
}

const Excerpt = ({ notification: { room, message }, line }: ExcerptProps) => {
  const text = useExcerpt(room, message, useOnScreen(line))
  if (room === undefined || message === undefined) return null
  return (
    <span className="hint" dir="auto">
      {text}
    </span>
  )
}

const ofGames: ReadonlySet<string> = new Set(['invitation', 'ask', 'party', 'party_request'])

/** Nothing where there is nothing to look at. */
const wayTo = (
  told: Notification,
  place: Place | undefined,
  { route, beside }: Host,
  closeWhereNarrow: () => void,
): (() => void) | undefined => {
  const { message, of } = told
  /** A later server may tell of more. */
  const kind: string = told.kind
  const leads = (go: () => void) => () => {
    closeWhereNarrow()
    go()
  }
  if (message !== undefined) return place?.addressOf && leads(() => route.goToMessage(place.addressOf?.(message) ?? ''))
  if (kind === 'request' || kind === 'contact') return leads(() => route.goTo(contactsAddress))
  if (kind === 'reminder' || kind === 'system') return beside.openKept
  if (kind === 'room') return leads(() => route.goTo(listAddress))
  if (ofGames.has(kind)) return beside.openParty
  return kind === 'moderation' && of !== undefined ? leads(() => route.goTo(spaceAddress(of))) : undefined
}
