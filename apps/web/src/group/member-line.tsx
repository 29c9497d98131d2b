import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Member, Role, Room } from '@parley/client'
import { apart } from '../apart.tsx'
import { useChat, useName } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Named } from '../people/named.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { mayRemove, tagOf } from './role.ts'

interface MemberLineProps {
  readonly room: Room
  readonly member: Member
  /** The role of who looks. */
  readonly own: Role
  /** Where another has their name. */
  readonly tag?: string | undefined
  readonly run: (deed: () => Promise<unknown>) => unknown
}

export const MemberLine = ({ room, member, own, tag, run }: MemberLineProps) => {
  const { me } = useChat()
  const name = useName(member.user)
  const isMe = member.user === me
  const role = tagOf(member.role)
  const hasDeeds = isMe ? own === 'admin' : own === 'owner' || mayRemove(own, member)
  return (
    <li>
      <PersonAvatar user={member.user} name={name} />
      <span className="who">
        <Named user={member.user} name={name} tag={tag} />
        {isMe && t` (you)`}
      </span>
      {role && <span className="tag">{role}</span>}
      {hasDeeds && <Deeds room={room} member={member} own={own} name={name} isMe={isMe} run={run} />}
    </li>
  )
}

interface DeedsProps extends MemberLineProps {
  readonly name: string
  readonly isMe: boolean
}

/** What may be done to a member: folded away, so that a long list is a list of people. */
const Deeds = ({ room, member, own, name, isMe, run }: DeedsProps) => {
  const { parley } = useChat()
  const { user, role } = member
  const make = (role: Role) => run(() => room.setRole(user, role))
  return (
    <details className="deeds">
      <summary aria-label={isMe ? t`Change your role` : t`Manage ${name}`}>{isMe ? t`Change` : t`Manage`}</summary>
      {isMe ? (
        <Confirm label={t`Stop being an admin`} question={t`Stop being an admin?`} onConfirm={() => make('member')} />
      ) : (
        <>
          {own === 'owner' && role !== 'admin' && (
            <button type="button" className="quiet" onClick={() => make('admin')}>
              <Trans>Make admin</Trans>
            </button>
          )}
          {own === 'owner' && role === 'admin' && (
            <button type="button" className="quiet" onClick={() => make('member')}>
              <Trans>Take admin rights</Trans>
            </button>
          )}
          {own === 'owner' && (
            <Confirm
              label={t`Make owner`}
              question={t`Make ${apart(name)} the owner? You will be an admin.`}
              onConfirm={() => make('owner')}
            />
          )}
          {mayRemove(own, member) && (
            <Confirm
              label={t`Remove`}
              name={t`Remove ${name}`}
              question={t`Remove ${apart(name)}? No invitation lets them in again; somebody has to add them.`}
              className="quiet danger-text"
              onConfirm={() => run(() => parley.call('member.remove', { room: room.id, user }))}
            />
          )}
        </>
      )}
    </details>
  )
}
