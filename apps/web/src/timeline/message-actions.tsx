import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Message, Room } from '@parley/client'
import { useState } from 'react'
import { PickEmoji } from '../bank/pick-emoji.tsx'
import { useChat, useName } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { ChooseTags, useMayTag } from '../forum/choose-tags.tsx'
import { useHost } from '../host/host.ts'
import { EmojiIcon, MoreIcon, ReplyIcon } from '../icons.tsx'
import { useMayPost, useRights } from '../threads/ruler.ts'
import { ThreadChoices } from '../threads/thread-choices.tsx'
import { RemindMe } from '../timed/remind-me.tsx'
import { useDeed } from '../use-deed.ts'
import { isEditable, useComposing } from './composing.ts'
import { Forward, ToOrigin } from './forward.tsx'
import { useHere } from './here.ts'
import { toggle } from './reactions.tsx'
import { Reactors } from './reactors.tsx'
import { Report } from './report.tsx'
import { Then } from './then.tsx'
import { fullTime } from './times.ts'
import { Versions } from './versions.tsx'

interface ActionsProps {
  readonly room: Room
  readonly message: Message & { readonly seq: number }
}

/** Beside a message, for whoever points at it. By keyboard one stop, from which all of it can be reached. */
export const MessageActions = ({ room, message }: ActionsProps) => {
  const { intend } = useComposing()
  const maySay = useMayPost(room)
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="actions">
      <button type="button" className="icon pointed" aria-label={t`React`} tabIndex={-1} onClick={() => setOpen(true)}>
        <EmojiIcon />
      </button>
      {maySay && (
        <button
          type="button"
          className="icon pointed"
          aria-label={t`Reply`}
          tabIndex={-1}
          onClick={() => intend({ kind: 'reply', seq: message.seq })}
        >
          <ReplyIcon />
        </button>
      )}
      <button type="button" className="icon" aria-label={t`More about this message`} onClick={() => setOpen(true)}>
        <MoreIcon />
      </button>
      {isOpen && <ActionsDialog room={room} message={message} onClose={() => setOpen(false)} />}
    </div>
  )
}

const ActionsDialog = ({ room, message, onClose }: ActionsProps & { readonly onClose: () => void }) => {
  const { me } = useChat()
  const { linkTo } = useHost().route
  const { intend } = useComposing()
  const here = useHere()
  const maySay = useMayPost(room)
  const { mayPin, mayModerate } = useRights(room)
  const { run, busy, fault } = useDeed()
  const [isReminding, setReminding] = useState(false)
  const [showsThen, setShowsThen] = useState(false)
  const [showsEdits, setShowsEdits] = useState(false)
  const [isForwarding, setForwarding] = useState(false)
  const [isReporting, setReporting] = useState(false)
  const [isTagging, setTagging] = useState(false)
  const mayTag = useMayTag(room, message)
  const { seq, by, pinned, reactions = [] } = message
  const isOwn = by === me
  const close = (deed: () => Promise<unknown>) => run(() => deed().then(onClose))
  const begin = (kind: 'reply' | 'edit') => {
    onClose()
    intend({ kind, seq })
  }

  if (isReminding) return <RemindMe room={room} seq={seq} onClose={onClose} />
  if (isReporting) return <Report room={room} seq={seq} onClose={onClose} />
  if (isTagging) return <ChooseTags room={room} message={message} onClose={onClose} />
  if (isForwarding) return <Forward room={room} seq={seq} onClose={onClose} />
  if (showsEdits) return <Versions room={room} seq={seq} onClose={onClose} />
  if (showsThen) return <Then room={room} seq={seq} onClose={onClose} />
  return (
    <Dialog title={t`Message`} onClose={onClose}>
      <PickEmoji
        label={t`React`}
        picked={(emoji) => reactions.some((reaction) => reaction.emoji === emoji && reaction.own)}
        onPick={(emoji, isPicked) => close(() => toggle(room, seq, emoji, isPicked))}
      />
      <Fault text={fault} />
      <p className="hint">{fullTime(message.at)}</p>
      <div className="message-choices">
        {maySay && (
          <button type="button" onClick={() => begin('reply')}>
            <Trans>Reply</Trans>
          </button>
        )}
        {room.kind !== 'thread' && (
          <ThreadChoices room={room} message={message} busy={busy} run={run} onClose={onClose} />
        )}
        {isEditable(message, me) && (
          <button type="button" onClick={() => begin('edit')}>
            <Trans>Edit</Trans>
          </button>
        )}
        {mayTag && (
          <button type="button" onClick={() => setTagging(true)}>
            <Trans>Tags</Trans>
          </button>
        )}
        {!message.poll && (
          <button type="button" onClick={() => setForwarding(true)}>
            <Trans>Forward</Trans>
          </button>
        )}
        {message.forwarded && <ToOrigin room={room} seq={seq} onGo={onClose} />}
        {mayPin && (
          <button type="button" disabled={busy} onClick={() => close(() => (pinned ? room.unpin(seq) : room.pin(seq)))}>
            {pinned ? t`Unpin` : t`Pin`}
          </button>
        )}
        <button type="button" disabled={busy} onClick={() => close(() => room.bookmark(seq))}>
          <Trans>Bookmark</Trans>
        </button>
        <button type="button" onClick={() => setReminding(true)}>
          <Trans>Remind me</Trans>
        </button>
        {room.kind !== 'thread' && (
          <button type="button" disabled={busy} onClick={() => close(() => room.markUnread(seq))}>
            <Trans>Mark unread from here</Trans>
          </button>
        )}
        {message.edited !== undefined && (
          <button type="button" onClick={() => setShowsEdits(true)}>
            <Trans>What it said before</Trans>
          </button>
        )}
        <button type="button" onClick={() => setShowsThen(true)}>
          <Trans>As it was then</Trans>
        </button>
        {navigator.clipboard && (
          <button type="button" disabled={busy} onClick={() => close(() => copy(linkTo(here.addressOf(seq))))}>
            <Trans>Copy link</Trans>
          </button>
        )}
        {!isOwn && <AboutAuthor user={by} onGo={onClose} />}
        {!isOwn && (
          <button type="button" onClick={() => setReporting(true)}>
            <Trans>Report</Trans>
          </button>
        )}
        {(isOwn || mayModerate) && (
          <Confirm
            label={t`Delete`}
            question={t`Delete this message for everybody?`}
            className="danger-text"
            onConfirm={() => close(() => room.deleteMessages(seq))}
          />
        )}
      </div>
      {reactions.length > 0 && <Reactors room={room} seq={seq} reactions={reactions} />}
    </Dialog>
  )
}

interface AboutAuthorProps {
  readonly user: string
  readonly onGo: () => void
}

/** The name above a message leads there too, for whoever points at it. */
const AboutAuthor = ({ user, onGo }: AboutAuthorProps) => {
  const { openPerson } = useHost().beside
  const name = useName(user)
  const go = () => {
    onGo()
    openPerson(user)
  }
  return (
    <button type="button" onClick={go}>
      <span>
        <Trans>
          About <bdi>{name}</bdi>
        </Trans>
      </span>
    </button>
  )
}

/** Browsers have a clipboard for pages over TLS, and on this machine. */
const copy = (link: string): Promise<void> => navigator.clipboard.writeText(link)
