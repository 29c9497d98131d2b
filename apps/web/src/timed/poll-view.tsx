import type { Message, Poll, Room } from '@parley/client'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { tame } from '../tame.ts'
import { fullTime } from '../timeline/times.ts'
import { hereNow } from './moments.ts'

interface PollViewProps {
  readonly room: Room
  readonly message: Message & { readonly seq: number; readonly poll: Poll }
}

/** Its answers as buttons: a press votes, and another takes the vote back. */
export const PollView = ({ room, message: { seq, by, text, poll } }: PollViewProps) => {
  const { me } = useChat()
  const mayModerate = useSelected(room, ({ role }) => role === 'owner' || role === 'admin')
  const isOver = poll.closed || (poll.closes !== undefined && poll.closes <= hereNow())
  return (
    <fieldset className="poll" aria-label={`Answers to ${tame(text)}`}>
      {poll.answers.map(({ text: answer, count, own }, place) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its place
          key={place}
          type="button"
          className="answer"
          aria-pressed={own}
          disabled={isOver}
          onClick={() => void room.vote(seq, ...choose(poll, place)).catch(noteFault)}
        >
          <span className="share" aria-hidden="true" style={{ inlineSize: `${shareOf(count, poll.voters)}%` }} />
          <span>{tame(answer)}</span> <b>{count}</b>
          <span className="unseen">{count === 1 ? ' vote' : ' votes'}</span>
        </button>
      ))}
      <p className="hint">
        {poll.voters === 1 ? '1 person has voted' : `${poll.voters} people have voted`}
        {isOver ? ' · closed' : poll.closes !== undefined && ` · until ${fullTime(poll.closes)}`}
        {poll.multiple && ' · several answers'}
      </p>
      {!isOver && (by === me || mayModerate) && (
        <button type="button" className="quiet" onClick={() => void room.closePoll(seq).catch(noteFault)}>
          Close the poll
        </button>
      )}
    </fieldset>
  )
}

const shareOf = (count: number, voters: number): number => (voters === 0 ? 0 : Math.round((100 * count) / voters))

/** What one votes for after a press. */
const choose = ({ answers, multiple }: Poll, pressed: number): number[] => {
  const own = answers.flatMap((answer, place) => (answer.own ? [place] : []))
  if (own.includes(pressed)) return own.filter((place) => place !== pressed)
  return multiple ? [...own, pressed] : [pressed]
}
