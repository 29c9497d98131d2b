import { t } from '@lingui/core/macro'
import type { PartyState } from '@parley/client/contacts'
import { apart } from '../apart.tsx'
import { useChat, useName } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { PersonLine } from '../people/person-line.tsx'
import { useDeed } from '../use-deed.ts'
import { memberText } from './party-text.ts'
import type { PartyProps } from './party-view.tsx'

/** Who has been in it for longest comes first. */
export const Members = ({ party }: PartyProps) => {
  const { me } = useChat()
  return (
    <ul className="people-lines" aria-label={t`Members`}>
      {party.members.map((member) => (
        <PersonLine key={member.user} user={member.user} said={memberText(member, party) || undefined}>
          {party.leader === me && member.user !== me && <Deeds party={party} user={member.user} />}
        </PersonLine>
      ))}
    </ul>
  )
}

interface DeedsProps {
  readonly party: PartyState
  readonly user: string
}

/** What its leader may do with another member. */
const Deeds = ({ party: { party }, user }: DeedsProps) => {
  const { parley } = useChat()
  const name = useName(user)
  const { run, fault } = useDeed()
  return (
    <>
      <Confirm
        label={t`Hand over`}
        name={t`Hand the party over to ${name}`}
        question={t`Let ${apart(name)} lead the party?`}
        onConfirm={() => run(() => parley.call('party.lead', { party, user }))}
      />
      <Confirm
        label={t`Remove`}
        name={t`Remove ${name} from the party`}
        question={t`Remove ${apart(name)}?`}
        className="quiet danger-text"
        onConfirm={() => run(() => parley.call('party.remove', { party, user }))}
      />
      <Fault text={fault} />
    </>
  )
}
