import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Fault } from '../fault.tsx'
import { PersonLine } from '../people/person-line.tsx'
import { useByName, useRelations } from '../people/use-contacts.ts'
import { useDeed } from '../use-deed.ts'
import type { PartyProps } from './party-view.tsx'
import { useInvitations, useSent } from './use-parties.ts'

/** One's contacts who are not in it, and have no invitation that waits. */
export const InviteContacts = ({ party: { party, members, game } }: PartyProps) => {
  const invitations = useInvitations()
  const sent = useSent()
  const contacts = useByName(useRelations('contact'))
  const { run, busy, fault } = useDeed()
  const isThere = (user: string) =>
    members.some((member) => member.user === user) ||
    sent.some((one) => one.kind === 'invite' && one.to === user && one.game === game)
  const others = contacts.filter(({ user }) => !isThere(user))
  return (
    <details className="deeds">
      <summary>
        <Trans>Invite a contact</Trans>
      </summary>
      {others.length === 0 && (
        <p className="hint">
          <Trans>None of your contacts is left to be invited.</Trans>
        </p>
      )}
      <Fault text={fault} />
      <ul className="people-lines" aria-label={t`Contacts to invite`}>
        {others.map(({ user, name }) => (
          <PersonLine key={user} user={user}>
            <button
              type="button"
              aria-label={t`Invite ${name}`}
              disabled={busy}
              onClick={() => run(() => invitations.send(user, { party }))}
            >
              <Trans>Invite</Trans>
            </button>
          </PersonLine>
        ))}
      </ul>
    </details>
  )
}
