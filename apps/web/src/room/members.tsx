import type { Member, Person, Room } from '@parley/client'
import { useState } from 'react'
import { useChat, useName, useSelected } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Dialog } from '../dialog.tsx'
import { Avatar } from '../people/avatar.tsx'
import { PersonPicker } from '../people/person-picker.tsx'
import { goTo, listAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'

interface MembersProps {
  readonly room: Room
  readonly onClose: () => void
}

export const Members = ({ room, onClose }: MembersProps) => {
  const { parley } = useChat()
  const name = tame(useSelected(room, (room) => room.name))
  const members = useSelected(room, (room) => room.members)
  const memberCount = useSelected(room, (room) => room.memberCount)
  const isOwner = useSelected(room, (room) => room.role === 'owner')
  const { run, fault } = useDeed()
  const remove = (user: string) => run(() => parley.call('member.remove', { room: room.id, user }))
  const leave = () =>
    run(async () => {
      await parley.call('room.leave', { room: room.id })
      onClose()
      goTo(listAddress)
    })

  return (
    <Dialog title={`Members of ${name}`} onClose={onClose} sheet>
      <ul className="members" aria-label="Members">
        {members.map((member) => (
          <MemberLine key={member.user} member={member} removable={isOwner} onRemove={() => remove(member.user)} />
        ))}
      </ul>
      {members.length < memberCount && <MoreMembers room={room} memberCount={memberCount} />}
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <AddMembers room={room} />
      <Confirm label="Leave the group" question={`Leave ${name}?`} className="quiet danger-text" onConfirm={leave} />
    </Dialog>
  )
}

interface MoreMembersProps {
  readonly room: Room
  readonly memberCount: number
}

const MoreMembers = ({ room, memberCount }: MoreMembersProps) => {
  const { run, busy, fault } = useDeed()
  return (
    <>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <button type="button" className="quiet" disabled={busy} onClick={() => run(() => room.loadMembers())}>
        Show more of {memberCount} members
      </button>
    </>
  )
}

interface MemberLineProps {
  readonly member: Member
  readonly removable: boolean
  readonly onRemove: () => void
}

const MemberLine = ({ member, removable, onRemove }: MemberLineProps) => {
  const { me } = useChat()
  const { user, role } = member
  const name = useName(user)
  return (
    <li>
      <Avatar id={user} name={name} />
      <span className="who">
        {name}
        {user === me && ' (you)'}
      </span>
      {role === 'owner' && <span className="tag">Owner</span>}
      {removable && user !== me && (
        <Confirm label="Remove" name={`Remove ${name}`} question={`Remove ${name}?`} onConfirm={onRemove} />
      )}
    </li>
  )
}

const AddMembers = ({ room }: { readonly room: Room }) => {
  const { run, busy, fault } = useDeed()
  const [open, setOpen] = useState(false)
  const [picked, setPicked] = useState<Person[]>([])
  const members = useSelected(room, (room) => room.members)
  const inside = new Set(members.map(({ user }) => user))

  const add = () =>
    run(async () => {
      await room.add(picked.map(({ user }) => user))
      setPicked([])
      setOpen(false)
    })

  if (!open)
    return (
      <button type="button" onClick={() => setOpen(true)}>
        Add people
      </button>
    )
  return (
    <section aria-label="Add people">
      <PersonPicker picked={picked} onPick={setPicked} without={inside} />
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <button type="button" className="primary" disabled={picked.length === 0 || busy} onClick={add}>
        Add to the group
      </button>
    </section>
  )
}
