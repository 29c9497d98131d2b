import { t } from '@lingui/core/macro'
import { Completions } from '../completions.tsx'
import { namesakesOf } from '../people/namesakes.ts'
import { tame } from '../tame.ts'
import type { Named } from './mention-text.ts'

interface MentionListProps {
  readonly members: readonly Named[]
  readonly onPick: (member: Named) => void
}

/** Those whom one may be about to mention. */
export const MentionList = ({ members, onPick }: MentionListProps) => {
  const tags = namesakesOf(members)
  return (
    <Completions of={t`Members`} items={members} keyOf={({ user }) => user} onPick={onPick}>
      {({ user, name }) => (
        <>
          <b>
            @<bdi>{tame(name)}</bdi>
          </b>
          {tags.has(user) && <span className="hint"> {tags.get(user)}</span>}
        </>
      )}
    </Completions>
  )
}
