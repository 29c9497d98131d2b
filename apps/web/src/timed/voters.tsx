import { t } from '@lingui/core/macro'
import type { Parley, Poll } from '@parley/client'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { tame } from '../tame.ts'
import { PeopleLine } from '../timeline/people-line.tsx'

interface VotersProps {
  readonly room: string
  readonly seq: number
  readonly poll: Poll
  readonly onClose: () => void
}

/** Who has voted, by answer, as the votes stand when it is opened. */
export const Voters = ({ room, seq, poll, onClose }: VotersProps) => {
  const { parley } = useChat()
  return (
    <Dialog title={t`Who has voted`} onClose={onClose}>
      <ul className="reactors">
        {poll.answers.map(({ text, count }, place) => (
          <PeopleLine
            // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its place
            key={place}
            label={`${tame(text)}:`}
            isEmpty={count === 0}
            load={(after) => votersOf(parley, { room, seq, answer: place, ...(after === undefined ? {} : { after }) })}
          />
        ))}
      </ul>
    </Dialog>
  )
}

const votersOf = async (parley: Parley, asked: Parameters<typeof parley.call<'vote.list'>>[1]) => {
  const { users, more } = await parley.call('vote.list', asked)
  parley.people.learn(users)
  return { users: users.map(({ user, voted }) => ({ user, place: voted })), more }
}
