import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { useMemo } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { namesakesOf } from '../people/namesakes.ts'
import { useDeed } from '../use-deed.ts'
import { MemberLine } from './member-line.tsx'

export const Members = ({ room }: { readonly room: Room }) => {
  const members = useSelected(room, (room) => room.members)
  const memberCount = useSelected(room, (room) => room.memberCount)
  const own = useSelected(room, (room) => room.role)
  const tags = useMemo(() => namesakesOf(members), [members])
  const { run, fault } = useDeed()
  return (
    <section aria-label={t`Members`}>
      <h3>{plural(memberCount, { one: '# member', other: '# members' })}</h3>
      <ul className="members" aria-label={t`Members`}>
        {members.map((member) => (
          <MemberLine key={member.user} room={room} member={member} own={own} tag={tags.get(member.user)} run={run} />
        ))}
      </ul>
      {members.length < memberCount && <MoreMembers room={room} memberCount={memberCount} />}
      <Fault text={fault} />
    </section>
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
      <Fault text={fault} />
      <button type="button" className="quiet" disabled={busy} onClick={() => run(() => room.loadMembers())}>
        <Trans>Show more of {plural(memberCount, { one: '# member', other: '# members' })}</Trans>
      </button>
    </>
  )
}
