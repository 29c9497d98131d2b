import type { Room } from '@parley/client'
import { useCallback, useEffect, useState } from 'react'
import { useChat, useName } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { errorText } from '../error-text.ts'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { type Invite, invitationText } from './invitation-text.ts'
import { NewInvitation } from './new-invitation.tsx'

export const Invitations = ({ room }: { readonly room: Room }) => {
  const { parley } = useChat()
  const { invites, fault, read } = useInvitations(room)
  const deed = useDeed()
  const revoke = (invite: string) =>
    deed.run(async () => {
      await parley.call('invite.revoke', { room: room.id, invite })
      await read()
    })
  return (
    <section aria-label="Invitations">
      <NewInvitation room={room} onMade={read} />
      {invites.length > 0 && (
        <ul className="members" aria-label="Invitations">
          {invites.map((invite) => (
            <InvitationLine key={invite.invite} invite={invite} onRevoke={() => revoke(invite.invite)} />
          ))}
        </ul>
      )}
      <Fault text={deed.fault ?? fault} />
    </section>
  )
}

const useInvitations = (room: Room) => {
  const { parley } = useChat()
  const [invites, setInvites] = useState<readonly Invite[]>([])
  const [fault, setFault] = useState<string>()
  const read = useCallback(async () => {
    try {
      const { invites } = await parley.call('invite.list', { room: room.id })
      setInvites(invites)
      setFault(undefined)
    } catch (error) {
      setFault(errorText(error))
    }
  }, [parley, room])
  useEffect(() => void read(), [read])
  return { invites, fault, read }
}

interface InvitationLineProps {
  readonly invite: Invite
  readonly onRevoke: () => void
}

const InvitationLine = ({ invite, onRevoke }: InvitationLineProps) => {
  const name = useName(invite.by)
  return (
    <li>
      <span className="who">
        By {name}
        <span className="hint">{invitationText(invite)}</span>
      </span>
      <Confirm
        label="Revoke"
        name={`Revoke the invitation by ${name}`}
        question="Revoke it? Nobody comes in by it any more."
        onConfirm={onRevoke}
      />
    </li>
  )
}
