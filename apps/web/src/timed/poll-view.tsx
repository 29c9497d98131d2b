import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Message, Poll, Room } from '@parley/client'
import { useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { noteFault } from '../faults/faults.ts'
import { tame } from '../tame.ts'
import { fullTime } from '../timeline/times.ts'
import { hereNow } from './moments.ts'
import { Voters } from './voters.tsx'

interface PollViewProps {
  readonly room: Room
  readonly message: Message & { readonly seq: number; readonly poll: Poll }
}

/** Its answers as buttons: a press votes, and another takes the vote back. */
export const PollView = ({ room, message: { seq, by, text, poll } }: PollViewProps) => {
  const { me } = useChat()
  const mayModerate = useSelected(room, ({ role }) => role === 'owner' || role === 'admin')
  const [showsVoters, setShowsVoters] = useState(false)
  const isOver = poll.closed || (poll.closes !== undefined && poll.closes <= hereNow())
  const { own, vote } = useVote(room, seq, poll)
  return (
    <fieldset className="poll" aria-label={t`Answers to ${tame(text)}`}>
      {poll.answers.map(({ text: answer, count }, place) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its place
          key={place}
          type="button"
          className="answer"
          aria-pressed={own.includes(place)}
          disabled={isOver}
          onClick={() => vote(place)}
        >
          <span className="share" aria-hidden="true" style={{ inlineSize: `${shareOf(count, poll.voters)}%` }} />
          <span dir="auto">{tame(answer)}</span> <b>{count}</b>
          <span className="unseen"> {plural(count, { one: 'vote', other: 'votes' })}</span>
        </button>
      ))}
      <p className="hint">
        {plural(poll.voters, { one: '# person has voted', other: '# people have voted' })}
        {isOver ? t` · closed` : poll.closes !== undefined && t` · until ${fullTime(poll.closes)}`}
        {poll.multiple && t` · several answers`}
      </p>
      {poll.voters > 0 && (
        <button type="button" className="quiet" onClick={() => setShowsVoters(true)}>
          <Trans>Who has voted</Trans>
        </button>
      )}
      {showsVoters && <Voters room={room.id} seq={seq} poll={poll} onClose={() => setShowsVoters(false)} />}
      {!isOver && (by === me || mayModerate) && (
        <button type="button" className="quiet" onClick={() => void room.closePoll(seq).catch(noteFault)}>
          <Trans>Close the poll</Trans>
        </button>
      )}
    </fieldset>
  )
}

const shareOf = (count: number, voters: number): number => (voters === 0 ? 0 : Math.round((100 * count) / voters))

/** What one has pressed counts at once: the next press may come before the server has answered. */
const useVote = (room: Room, seq: number, { answers, multiple }: Poll) => {
  const [pressed, setPressed] = useState<readonly number[]>()
  const own = pressed ?? answers.flatMap((answer, place) => (answer.own ? [place] : []))
  const vote = (place: number) => {
    const chosen = choose(own, multiple, place)
    setPressed(chosen)
    const end = () => setPressed((latest) => (latest === chosen ? undefined : latest))
    void room
      .vote(seq, ...chosen)
      .catch(noteFault)
      .finally(end)
  }
  return { own, vote }
}

/** What one votes for after a press. */
const choose = (own: readonly number[], multiple: boolean, pressed: number): number[] => {
  if (own.includes(pressed)) return own.filter((place) => place !== pressed)
  return multiple ? [...own, pressed] : [pressed]
}
