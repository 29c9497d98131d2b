import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useCallback, useEffect, useState } from 'react'
import { useChat, useName } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { errorText } from '../error-text.ts'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { type Entered, keyOf } from './entered.ts'
import { type Invite, invitationText } from './invitation-text.ts'
import { NewInvitation } from './new-invitation.tsx'

/** The links by which people come into a group or a space. */
export const Invitations = ({ of }: { readonly of: Entered }) => {
  const { parley } = useChat()
  const { invites, fault, read } = useInvitations(of)
  const deed = useDeed()
  const revoke = (invite: string) =>
    deed.run(async () => {
      await parley.call('invite.revoke', { ...of, invite })
      await read()
    })
  return (
    <section aria-label={t`Invitations`}>
      <NewInvitation of={of} onMade={read} />
      {invites.length > 0 && (
        <ul className="members" aria-label={t`Invitations`}>
          {invites.map((invite) => (
            <InvitationLine key={invite.invite} invite={invite} onRevoke={() => revoke(invite.invite)} />
          ))}
        </ul>
      )}
      <Fault text={deed.fault ?? fault} />
    </section>
  )
}

const useInvitations = (of: Entered) => {
  const { parley } = useChat()
  const [invites, setInvites] = useState<readonly Invite[]>([])
  const [fault, setFault] = useState<string>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what it is of
  const read = useCallback(async () => {
    try {
      const { invites } = await parley.call('invite.list', of)
      setInvites(invites)
      setFault(undefined)
    } catch (error) {
      setFault(errorText(error))
    }
  }, [parley, keyOf(of)])
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
        <Trans>
          By <bdi>{name}</bdi>
          <span className="hint">{invitationText(invite)}</span>
        </Trans>
      </span>
      <Confirm
        label={t`Revoke`}
        name={t`Revoke the invitation by ${name}`}
        question={t`Revoke it? Nobody comes in by it any more.`}
        onConfirm={onRevoke}
      />
    </li>
  )
}
