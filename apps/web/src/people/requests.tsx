import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { shortTime } from '../timeline/times.ts'
import { useDeed } from '../use-deed.ts'
import { PersonLine } from './person-line.tsx'
import { type Named, useByName, useRelations } from './use-contacts.ts'

/** Who asks to be a contact, and whom one has asked. */
export const Requests = () => {
  const { parley } = useChat()
  const received = useByName(useRelations('received'))
  const sent = useByName(useRelations('sent'))
  const { run, busy, fault } = useDeed()
  const does = (command: 'contact.accept' | 'contact.decline' | 'contact.cancel', user: string) =>
    run(() => parley.call(command, { user }))
  return (
    <>
      <Fault text={fault} />
      <section aria-label={t`They ask you`}>
        <h3>
          <Trans>They ask you</Trans>
        </h3>
        {received.length === 0 && (
          <p className="hint">
            <Trans>Nobody asks to be your contact.</Trans>
          </p>
        )}
        <ul className="people-lines">
          {received.map((one) => (
            <PersonLine key={one.user} user={one.user} said={said(one)}>
              <button
                type="button"
                className="primary"
                aria-label={t`Accept ${one.name}`}
                disabled={busy}
                onClick={() => does('contact.accept', one.user)}
              >
                <Trans>Accept</Trans>
              </button>
              <button
                type="button"
                className="quiet"
                aria-label={t`Decline ${one.name}`}
                disabled={busy}
                onClick={() => does('contact.decline', one.user)}
              >
                <Trans>Decline</Trans>
              </button>
            </PersonLine>
          ))}
        </ul>
      </section>
      <section aria-label={t`You ask them`}>
        <h3>
          <Trans>You ask them</Trans>
        </h3>
        {sent.length === 0 && (
          <p className="hint">
            <Trans>You wait for nobody’s answer.</Trans>
          </p>
        )}
        <ul className="people-lines">
          {sent.map((one) => (
            <PersonLine key={one.user} user={one.user} said={said(one)}>
              <button
                type="button"
                className="quiet"
                aria-label={t`Take back what you asked ${one.name}`}
                disabled={busy}
                onClick={() => does('contact.cancel', one.user)}
              >
                <Trans>Take back</Trans>
              </button>
            </PersonLine>
          ))}
        </ul>
      </section>
    </>
  )
}

/** What a request says, or when it was made. */
const said = ({ note, at = 0 }: Named): string => (note ? `“${tame(note)}”` : t`Since ${shortTime(at)}`)
