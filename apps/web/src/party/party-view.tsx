import { t } from '@lingui/core/macro'
import type { PartyState } from '@parley/client/contacts'
import { useId } from 'react'
import { useChat, useName } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { ComingIn } from './coming-in.tsx'
import { InviteContacts } from './invite-contacts.tsx'
import { InviteRoom } from './invite-room.tsx'
import { Members } from './members.tsx'
import { accessText, mayInvite, titleOf } from './party-text.ts'
import { ReadyCheck } from './ready-check.tsx'

export interface PartyProps {
  readonly party: PartyState
}

/** A party that one is in: who is in it, whether they are ready, and who comes in. */
export const PartyView = ({ party }: PartyProps) => {
  const { me } = useChat()
  const { leader, members, most, locked, access, game, label } = party
  const id = useId()
  const title = tame(titleOf(party, useName(leader)))
  return (
    <section className="party" aria-labelledby={id}>
      <h3 id={id} dir="auto">
        {title}
      </h3>
      <p className="hint">
        {t`${members.length} of ${most}`}
        {game !== undefined && label !== undefined && (
          <>
            {' · '}
            <bdi>{tame(game)}</bdi>
          </>
        )}
        {leader !== me && ` · ${locked ? t`Locked: nobody comes in` : accessText(access)}`}
      </p>
      <ReadyCheck party={party} />
      <Members party={party} />
      {mayInvite(party, me) && <InviteContacts party={party} />}
      {mayInvite(party, me) && <InviteRoom party={party} />}
      <ComingIn party={party} />
      <Attributes party={party} />
      <Leave party={party} />
    </section>
  )
}

/** What its game says of it. */
const Attributes = ({ party: { attributes } }: PartyProps) => {
  const all = Object.entries(attributes)
  if (all.length === 0) return null
  return (
    <dl className="attributes">
      {all.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{tame(text)}</dd>
        </div>
      ))}
    </dl>
  )
}

const Leave = ({ party: { party, leader, members, migrates } }: PartyProps) => {
  const { parley, me } = useChat()
  const { run, fault } = useDeed()
  const endsIt = members.length === 1 || (leader === me && !migrates)
  return (
    <div className="choices">
      <Confirm
        label={t`Leave`}
        name="Leave the party"
        question={endsIt ? t`Leave? The party ends with that.` : t`Leave the party?`}
        className="quiet danger-text"
        onConfirm={() => run(() => parley.call('party.leave', { party }))}
      />
      {leader === me && members.length > 1 && (
        <Confirm
          label={t`End it`}
          name="End the party"
          question={t`End the party for everybody?`}
          className="quiet danger-text"
          onConfirm={() => run(() => parley.call('party.disband', { party }))}
        />
      )}
      <Fault text={fault} />
    </div>
  )
}
