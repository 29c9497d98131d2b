import type { Room } from '@parley/client'
import { useChat, useName } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { Avatar } from '../people/avatar.tsx'
import { useDeed } from '../use-deed.ts'
import type { Waiting } from './use-requests.ts'

interface RequestsProps {
  readonly room: Room
  readonly waiting: Waiting
}

export const Requests = ({ room, waiting }: RequestsProps) => {
  const { parley } = useChat()
  const { run, fault } = useDeed()
  if (waiting.length === 0 && !fault) return null
  return (
    <section aria-label="Who asks to join">
      <h3>{waiting.length === 1 ? '1 person asks to join' : `${waiting.length} people ask to join`}</h3>
      <ul className="members" aria-label="Who asks to join">
        {waiting.map(({ user }) => (
          <Asking
            key={user}
            user={user}
            onAccept={() => run(() => parley.call('request.accept', { room: room.id, user }))}
            onDecline={() => run(() => parley.call('request.decline', { room: room.id, user }))}
          />
        ))}
      </ul>
      <Fault text={fault} />
    </section>
  )
}

interface AskingProps {
  readonly user: string
  readonly onAccept: () => void
  readonly onDecline: () => void
}

const Asking = ({ user, onAccept, onDecline }: AskingProps) => {
  const name = useName(user)
  return (
    <li>
      <Avatar id={user} name={name} />
      <span className="who">{name}</span>
      <button type="button" aria-label={`Let ${name} in`} onClick={onAccept}>
        Let in
      </button>
      <Confirm
        label="Decline"
        name={`Decline ${name}`}
        question={`Decline ${name}? No invitation lets them in any more; they can be added.`}
        onConfirm={onDecline}
      />
    </li>
  )
}
