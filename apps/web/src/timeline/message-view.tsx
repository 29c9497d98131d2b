import type { Message, Room } from '@parley/client'
import { memo, useId } from 'react'
import { useChat, useName } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { noteFault } from '../faults/faults.ts'
import { Avatar } from '../people/avatar.tsx'
import { toneOf } from '../people/tone.ts'
import { Markdown } from './markdown.tsx'
import { clockTime, fullTime } from './times.ts'

interface MessageViewProps {
  readonly room: Room
  readonly message: Message
  /** Begins a run of messages of one author: shows who it is. */
  readonly first: boolean
}

export const MessageView = ({ room, message, first }: MessageViewProps) => {
  const { me } = useChat()
  const own = message.by === me
  return (
    <div className={`message ${own ? 'own' : 'other'} ${first ? 'first' : ''} ${message.state}`}>
      <Written by={message.by} at={message.at} text={message.text} own={own} first={first} />
      {message.state === 'sending' && <p className="delivery">Sending…</p>}
      {message.state === 'failed' && <Failed room={room} message={message} />}
    </div>
  )
}

interface WrittenProps {
  readonly by: string
  readonly at: number
  readonly text: string
  readonly own: boolean
  readonly first: boolean
}

/** What does not change with delivery. */
const Written = memo(({ by, at, text, own, first }: WrittenProps) => {
  const name = useName(by)
  const id = useId()
  return (
    <article className="bubble" aria-labelledby={id}>
      {first && !own && <Avatar id={by} name={name} />}
      <header className="byline" id={id}>
        <span className={own || !first ? 'unseen' : `name ${toneOf(by)}`}>{own ? 'You' : name}</span>
        <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
          {clockTime(at)}
        </time>
      </header>
      <div className="text">
        <Markdown text={text} />
      </div>
    </article>
  )
})

const Failed = ({ room, message: { id, error } }: Pick<MessageViewProps, 'room' | 'message'>) => (
  <fieldset className="delivery fault" aria-label="Not sent">
    <p>Not sent. {error && errorText(error)}</p>
    <button type="button" className="quiet" onClick={() => void room.retry(id).catch(noteFault)}>
      Try again
    </button>
    <button type="button" className="quiet" onClick={() => room.discard(id)}>
      Discard
    </button>
  </fieldset>
)
