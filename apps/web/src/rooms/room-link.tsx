import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { memo } from 'react'
import { useChat, useName, useNames, useSelected } from '../chat/chat-context.ts'
import { BlockedIcon, QuietIcon } from '../icons.tsx'
import { usersIn } from '../mentions/mention-text.ts'
import { roomAddress } from '../route.ts'
import { isVisible, tame } from '../tame.ts'
import { spokenText } from '../timeline/message-tree.ts'
import { shortTime } from '../timeline/times.ts'
import { activeAt, isQuiet } from './by-activity.ts'
import { type Away, awayIn, useKeptAway } from './kept-away.ts'
import { RoomAvatar } from './room-avatar.tsx'
import { RoomMenu } from './room-menu.tsx'
import { type SaidLast, saidLast } from './said-last.ts'

interface RoomLinkProps {
  readonly room: Room
  readonly open: boolean
  /** Those that it stands among. */
  readonly among: readonly Room[]
}

/** Drawn again for what happens in its room, and not for what happens in another. */
export const RoomLink = memo(({ room, open, among }: RoomLinkProps) => {
  const at = useSelected(room, activeAt)
  const name = useSelected(room, (room) => room.name)
  const muted = useSelected(room, isQuiet)
  const level = useSelected(room, (room) => room.level)
  const { me } = useChat()
  const keptAway = useKeptAway()
  const away = useSelected(room, (room) => awayIn(room, me, keptAway))
  const unread = useSelected(room, (room) => room.unread > 0 || room.markedUnread)
  const isQuietRoom = muted || away || level === 'mentions'
  return (
    <li className={isQuietRoom ? 'quiet-room' : unread ? 'unread-room' : undefined}>
      <a className="room-link" href={roomAddress(room.id)} aria-current={open ? 'page' : undefined}>
        <RoomAvatar room={room} />
        <span className="room-name" dir="auto">
          {tame(name)}
          {muted && <Quiet />}
          {away && <AwayMark away={away} />}
        </span>
        <span className="room-unread">
          <Mentions room={room} />
          <Unread room={room} />
        </span>
        {at > 0 && <time dateTime={new Date(at).toISOString()}>{shortTime(at)}</time>}
        <Preview room={room} open={open} />
      </a>
      <RoomMenu room={room} among={among} />
    </li>
  )
})

const Quiet = () => (
  <span className="room-quiet">
    <QuietIcon />
    <span className="unseen">
      <Trans>, muted</Trans>
    </span>
  </span>
)

/** A conversation with somebody whom one keeps away. */
const AwayMark = ({ away }: { readonly away: Away }) => (
  <span className="room-quiet">
    <BlockedIcon />
    <span className="unseen">, {away}</span>
  </span>
)

/** Apart from what is unread: it stands out also where that does not. */
const Mentions = ({ room }: { readonly room: Room }) => {
  const mentions = useSelected(room, (room) => room.mentions)
  return (
    mentions > 0 && (
      <span className="badge mentions">
        @{mentions > 99 ? '99+' : mentions}
        <span className="unseen"> {plural(mentions, { one: 'mentions you', other: 'mention you' })}</span>
      </span>
    )
  )
}

/** A mark of unread shows also where no message is behind it. */
const Unread = ({ room }: { readonly room: Room }) => {
  const unread = useSelected(room, (room) => room.unread)
  const marked = useSelected(room, (room) => room.markedUnread)
  if (unread === 0 && !marked) return null
  return (
    <span className="badge">
      {unread > 0 ? unread : '•'}
      <span className="unseen">
        {' '}
        <Trans>unread</Trans>
      </span>
    </span>
  )
}

/** What was written and not sent, unless one sees it in the open room; else what was said last. */
const Preview = ({ room, open }: Pick<RoomLinkProps, 'room' | 'open'>) => {
  const said = useSelected(room, saidLast)
  const draft = useSelected(room, (room) => room.draft.text)
  if (open || draft.trim() === '')
    return (
      <span className="room-preview">
        <Said room={room} said={said} />
      </span>
    )
  return (
    <span className="room-preview">
      <span className="room-draft">
        <Trans>Draft:</Trans>
      </span>{' '}
      <bdi>{glanceAt(draft)}</bdi>
    </span>
  )
}

/** Whose words it is, where that does not go without saying. */
const Said = ({ room, said: { by, text } }: { readonly room: Room; readonly said: SaidLast }) => {
  const { me } = useChat()
  if (by === undefined) return text
  const isOthers = by !== me && room.kind === 'direct'
  return (
    <>
      {!isOthers && <Author user={by} isMe={by === me} />}
      <bdi>
        <Glance text={text} />
      </bdi>
    </>
  )
}

const Author = ({ user, isMe }: { readonly user: string; readonly isMe: boolean }) => {
  const name = useName(user)
  return (
    <>
      <bdi>{isMe ? t`You` : name}</bdi>
      {': '}
    </>
  )
}

/** More than fits a line, in characters. */
const glance = 120

const glanceAt = (text: string): string => tame(text.slice(0, glance).toWellFormed())

/** In words, with the names of whom it mentions: of a long one its beginning alone is read. */
const Glance = ({ text }: { readonly text: string }) => {
  const begun = text.slice(0, 4 * glance).toWellFormed()
  const spoken = glanceAt(spokenText(begun, useNames(usersIn(begun))))
  return isVisible(spoken) ? spoken : t`A message without words`
}
