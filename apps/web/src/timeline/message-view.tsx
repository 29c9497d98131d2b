import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Message, Poll, Room } from '@parley/client'
import { memo, useId } from 'react'
import { useChat, useName } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { noteFault } from '../faults/faults.ts'
import { isCaptioned, MessageFiles } from '../files/message-files.tsx'
import { PostTags } from '../forum/tags.tsx'
import { MentionsContext } from '../mentions/mention.tsx'
import { toneWords } from '../mentions/tones.ts'
import { CardView } from '../party/later.tsx'
import { Named } from '../people/named.tsx'
import { Portrait } from '../people/portrait.tsx'
import { toneOf } from '../people/tone.ts'
import { MessagePreviews } from '../previews/later.tsx'
import { EmojiToldContext } from '../spaces/shown-emoji.tsx'
import { useColour } from '../spaces/space-context.ts'
import { tame } from '../tame.ts'
import { ThreadSummary } from '../threads/thread-summary.tsx'
import { PollView } from '../timed/poll-view.tsx'
import { Origin } from './forward.tsx'
import { useHere } from './here.ts'
import { Markdown } from './markdown.tsx'
import { MessageActions } from './message-actions.tsx'
import { Quote } from './quote.tsx'
import { Reactions } from './reactions.tsx'
import { clockTime, fullTime } from './times.ts'
import { messageId } from './use-jump.ts'

interface MessageViewProps {
  readonly room: Room
  readonly message: Message
  /** Begins a run of messages of one author: shows who it is. */
  readonly first: boolean
}

export const MessageView = ({ room, message, first }: MessageViewProps) => {
  const { me } = useChat()
  const here = useHere()
  const own = message.by === me
  return (
    <div className={`message ${own ? 'own' : 'other'} ${first ? 'first' : ''} ${message.state}`}>
      {message.reply !== undefined && <Quote room={room} seq={message.reply} />}
      <div className="said">
        <Written
          room={room.id}
          by={message.by}
          at={message.at}
          text={message.text}
          own={own}
          first={first}
          seq={message.seq}
          edited={message.edited}
          pinned={message.pinned}
          mentions={message.mentions}
          subject={message.subject}
          tone={message.tone}
          silent={message.silent}
          expires={message.expires}
          forwarded={message.forwarded}
          emoji={message.emoji}
          bank={message.bank}
          files={message.files}
          link={message.seq === undefined ? undefined : here.addressOf(message.seq)}
        />
        {isSent(message) && <MessageActions room={room} message={message} />}
      </div>
      {hasPreviews(message) && <MessagePreviews room={room} message={message} />}
      {isPoll(message) && <PollView room={room} message={message} />}
      {message.card && <CardView card={message.card} room={room.id} />}
      {message.tags && <PostTags room={room} message={message} />}
      <Reactions room={room} message={message} />
      {message.thread && <ThreadSummary room={room} thread={message.thread} />}
      {message.state === 'sending' && (
        <p className="delivery">
          <Trans>Sending…</Trans>
        </p>
      )}
      {message.state === 'failed' && <Failed room={room} message={message} />}
    </div>
  )
}

const isSent = (message: Message): message is Message & { readonly seq: number } =>
  message.state === 'sent' && message.seq !== undefined

const hasPreviews = (
  message: Message,
): message is Message & { readonly seq: number; readonly previews: NonNullable<Message['previews']> } =>
  message.previews !== undefined && message.seq !== undefined

const isPoll = (message: Message): message is Message & { readonly seq: number; readonly poll: Poll } =>
  message.poll !== undefined && message.seq !== undefined

interface WrittenProps
  extends Pick<
    Message,
    | 'seq'
    | 'edited'
    | 'pinned'
    | 'expires'
    | 'mentions'
    | 'subject'
    | 'tone'
    | 'silent'
    | 'forwarded'
    | 'emoji'
    | 'bank'
    | 'files'
  > {
  /** Its id. */
  readonly room: string
  readonly by: string
  readonly at: number
  readonly text: string
  readonly own: boolean
  readonly first: boolean
  /** Leads to this message. */
  readonly link: string | undefined
}

/** What does not change with delivery. */
const Written = memo(
  ({ room, by, at, text, own, first, seq, edited, pinned, expires, link, ...aside }: WrittenProps) => {
    const name = useName(by)
    const colour = useColour(by)
    const id = useId()
    return (
      <article
        className="bubble"
        aria-labelledby={id}
        id={seq === undefined ? undefined : messageId(room, seq)}
        // What leads here brings the focus along.
        tabIndex={-1}
      >
        {first && <Portrait user={by} name={name} />}
        <header className="byline" id={id}>
          <span className={own || !first ? 'unseen' : `name ${colour ? 'coloured' : toneOf(by)}`} style={colour}>
            {own ? t`You` : first ? <Named user={by} name={name} isPointedAt /> : name}
          </span>
          <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
            {link ? (
              <a href={link} tabIndex={-1}>
                {clockTime(at)}
              </a>
            ) : (
              clockTime(at)
            )}
          </time>
          {edited !== undefined && (
            <small title={fullTime(edited)}>
              <Trans>edited</Trans>
            </small>
          )}
          {pinned && (
            <small>
              <Trans>pinned</Trans>
            </small>
          )}
          {aside.tone && <small>{toneWords(aside.tone)}</small>}
          {aside.silent && (
            <small>
              <Trans>silent</Trans>
            </small>
          )}
          {expires !== undefined && (
            <small title={t`Taken back by itself ${fullTime(expires)}`}>
              <Trans>expires</Trans>
            </small>
          )}
        </header>
        <div className="text">
          {aside.forwarded && <Origin forwarded={aside.forwarded} />}
          {aside.subject && <p className="heading">{tame(aside.subject)}</p>}
          {isCaptioned({ text, files: aside.files }) && (
            <MentionsContext value={aside.mentions}>
              <EmojiToldContext value={aside.emoji && { room, seq, emoji: aside.emoji }}>
                <Markdown text={text} />
              </EmojiToldContext>
            </MentionsContext>
          )}
          {aside.files && <MessageFiles room={room} seq={seq} by={by} files={aside.files} bank={aside.bank} />}
        </div>
      </article>
    )
  },
)

const Failed = ({ room, message: { id, error } }: Pick<MessageViewProps, 'room' | 'message'>) => (
  <fieldset className="delivery fault" aria-label={t`Not sent`}>
    <p>
      <Trans>Not sent.</Trans> {error && errorText(error)}
    </p>
    <button type="button" className="quiet" onClick={() => void room.retry(id).catch(noteFault)}>
      <Trans>Try again</Trans>
    </button>
    <button type="button" className="quiet" onClick={() => room.discard(id)}>
      <Trans>Discard</Trans>
    </button>
  </fieldset>
)
