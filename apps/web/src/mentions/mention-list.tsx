import type { Member } from '@parley/client'
import { Completions } from '../completions.tsx'
import { tame } from '../tame.ts'

interface MentionListProps {
  readonly members: readonly Member[]
  readonly onPick: (member: Member) => void
}

/** Those whom one may be about to mention. */
export const MentionList = ({ members, onPick }: MentionListProps) => (
  <Completions of="Members" items={members} keyOf={({ user }) => user} onPick={onPick}>
    {({ name }) => <b>@{tame(name)}</b>}
  </Completions>
)
