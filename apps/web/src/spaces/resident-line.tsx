import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space, SpaceRole } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat, useName, useSelected } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { Named } from '../people/named.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { Moderation } from './moderation.tsx'
import { colourStyle, useColour } from './space-context.ts'

interface ResidentLineProps {
  readonly space: Space
  /** Their id. */
  readonly user: string
  /** Where another has their name. */
  readonly tag?: string | undefined
  readonly onChanged: () => void
}

export const ResidentLine = ({ space, user, tag, onChanged }: ResidentLineProps) => {
  const { me } = useChat()
  const name = useName(user)
  const colour = useColour(user)
  const resident = useSelected(space, (space) => space.resident(user))
  const roleList = useSelected(space, ({ roleList }) => roleList)
  const isOwner = useSelected(space, ({ owner }) => owner === user)
  const isBelow = useSelected(space, (space) => space.rankOf(user) < space.rank)
  const owns = useSelected(space, ({ owner }) => owner === me)
  const isMe = user === me
  const own = roleList.filter(({ role }) => resident?.roles.includes(role))
  const plain = resident && resident.name !== name ? tame(resident.name) : undefined
  const hasDeeds = !isMe && (owns || (isBelow && ['kick', 'rename', 'time_out', 'ban'].some((may) => space.may(may))))
  const hasRoles = space.may('manage_roles') || (isMe && own.length > 0)
  return (
    <li>
      <PersonAvatar user={user} name={name} />
      <span className="who">
        <span className={colour ? 'coloured' : undefined} style={colour}>
          <Named user={user} name={name} tag={tag} />
        </span>
        {isMe && t` (you)`}
        {plain && <span className="hint">{plain}</span>}
      </span>
      {isOwner && (
        <span className="tag">
          <Trans>Owner</Trans>
        </span>
      )}
      {resident?.muted_until !== undefined && (
        <span className="tag">
          <Trans>Timed out</Trans>
        </span>
      )}
      {resident?.temporary && (
        <span className="tag">
          <Trans>Until offline</Trans>
        </span>
      )}
      {own.map((role) => (
        <RoleTag key={role.role} role={role} />
      ))}
      {(hasDeeds || hasRoles) && (
        <details className="deeds">
          <summary aria-label={t`Manage ${name}`}>
            <Trans>Manage</Trans>
          </summary>
          {hasRoles && <RoleChoices space={space} user={user} isMe={isMe} held={resident?.roles ?? []} />}
          {hasDeeds && (
            <Deeds
              space={space}
              user={user}
              name={name}
              nick={resident?.nick}
              mutedUntil={resident?.muted_until}
              onChanged={onChanged}
            />
          )}
        </details>
      )}
    </li>
  )
}

const RoleTag = ({ role: { name, colour } }: { readonly role: SpaceRole }) => (
  <span className={`tag ${colour ? 'coloured' : ''}`} style={colourStyle(colour)} dir="auto">
    {tame(name)}
  </span>
)

interface RoleChoicesProps extends Pick<ResidentLineProps, 'space' | 'user'> {
  readonly isMe: boolean
  readonly held: readonly number[]
}

/** The roles below one's own, which one gives and takes; and of one's own, those that one gives back. */
const RoleChoices = ({ space, user, isMe, held }: RoleChoicesProps) => {
  const { parley } = useChat()
  const roles = useSelected(space, ({ roleList }) => roleList)
  const { run, busy, fault } = useDeed()
  const mayGive = ({ role, place }: SpaceRole) => role !== 0 && space.may('manage_roles') && place < space.rank
  const offered = roles.filter((one) => mayGive(one) || (isMe && held.includes(one.role)))
  if (offered.length === 0)
    return (
      <p className="hint">
        <Trans>There is no role that you could give.</Trans>
      </p>
    )
  return (
    <fieldset className="checks" disabled={busy}>
      <legend>
        <Trans>Roles</Trans>
      </legend>
      {offered.map(({ role, name }) => {
        const has = held.includes(role)
        const input = { space: space.id, role, users: [user] }
        return (
          <label key={role}>
            <input
              type="checkbox"
              checked={has}
              onChange={() => run(() => parley.call(has ? 'role.revoke' : 'role.grant', input))}
            />
            <span dir="auto">{tame(name)}</span>
          </label>
        )
      })}
      <Fault text={fault} />
    </fieldset>
  )
}

interface DeedsProps extends ResidentLineProps {
  readonly name: string
  readonly nick: string | undefined
  readonly mutedUntil: number | undefined
}

const Deeds = ({ space, user, name, nick, mutedUntil, onChanged }: DeedsProps) => {
  const { me, parley } = useChat()
  const { run, fault } = useDeed()
  const isBelow = space.rankOf(user) < space.rank
  return (
    <div className="resident-deeds">
      {isBelow && space.may('rename') && <Rename space={space} user={user} nick={nick ?? ''} />}
      {space.owner === me && (
        <Confirm
          label={t`Hand the space over`}
          question={t`Make ${apart(name)} the owner? You live there on, with the roles that you have.`}
          onConfirm={() => run(() => parley.call('space.hand_over', { space: space.id, user }))}
        />
      )}
      {isBelow && <Moderation space={space} user={user} name={name} mutedUntil={mutedUntil} onChanged={onChanged} />}
      <Fault text={fault} />
    </div>
  )
}

interface RenameProps extends Pick<ResidentLineProps, 'space' | 'user'> {
  readonly nick: string
}

const Rename = ({ space, user, nick: told }: RenameProps) => {
  const { parley } = useChat()
  const [nick, setNick] = useState(told)
  const { run, busy, fault } = useDeed()
  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(() => parley.call('resident.change', { space: space.id, user, nick: nick.trim() }))
  }
  return (
    <form onSubmit={save}>
      <TextField label={t`Nickname`} value={nick} most={64} hint={t`By their name`} onChange={setNick} />
      <Fault text={fault} />
      {nick.trim() !== told && (
        <button type="submit" disabled={busy}>
          <Trans>Save the nickname</Trans>
        </button>
      )}
    </form>
  )
}
