/** What stands beside the conversation: one thing at a time. */
import { t } from '@lingui/core/macro'
import { useBeside } from '../beside/open.ts'
import { Pane } from '../faults/pane.tsx'
import { InboxPane } from '../inbox/later.tsx'
import { PartyPane } from '../party/later.tsx'
import { PersonPane } from '../people/later.tsx'
import { useOpenRoom } from '../route.ts'
import { SearchPane } from '../search/later.tsx'
import { SpacePane } from '../spaces/later.tsx'
import { KeptPane } from '../timed/later.tsx'

const names = {
  search: t`The search`,
  kept: t`What is kept for you`,
  inbox: t`What you are told`,
  party: t`Your party`,
  space: t`This space`,
  person: t`This person`,
} as const

export const AtTheRight = () => {
  const beside = useBeside()
  const open = useOpenRoom()
  if (!beside) return null
  return (
    <Pane name={names[beside.is]} of={beside.is}>
      {beside.is === 'search' && <SearchPane opened={beside} open={open} />}
      {beside.is === 'kept' && <KeptPane />}
      {beside.is === 'inbox' && <InboxPane />}
      {beside.is === 'party' && <PartyPane />}
      {beside.is === 'space' && <SpacePane opened={beside} />}
      {beside.is === 'person' && <PersonPane key={beside.user} user={beside.user} />}
    </Pane>
  )
}
