import { Completions } from '../completions.tsx'
import { tame } from '../tame.ts'
import type { Named } from './mention-text.ts'

interface MentionListProps {
  readonly members: readonly Named[]
  readonly onPick: (member: Named) => void
}

/** Those whom one may be about to mention. */
export const MentionList = ({ members, onPick }: MentionListProps) => (
  <Completions of="Members" items={members} keyOf={({ user }) => user} onPick={onPick}>
    {({ name }) => (
      <b>
        @<bdi>{tame(name)}</bdi>
      </b>
    )}
  </Completions>
)
