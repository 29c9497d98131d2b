import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { BesidePane } from '../beside/beside-pane.tsx'
import { useChat, useName } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { useSecondsLeft } from './deadline.ts'
import { JoinByCode, NewParty } from './new-party.tsx'
import { leftText } from './party-text.ts'
import { PartyView } from './party-view.tsx'
import { usePartyList, useSent } from './use-parties.ts'

/** Whom one plays with, beside the conversation. */
export const PartyPane = () => {
  const parties = usePartyList()
  return (
    <BesidePane title={t`Party`} closeLabel={t`Close the party`}>
      <div className="party-pane">
        {parties.map((party) => (
          <PartyView key={party.party} party={party} />
        ))}
        <Sent />
        {parties.length === 0 ? (
          <>
            <p className="hint">
              <Trans>You are in no party. Make one, or come into one by its code.</Trans>
            </p>
            <JoinByCode />
            <NewParty />
          </>
        ) : (
          <details className="deeds">
            <summary>
              <Trans>Another party</Trans>
            </summary>
            <p className="hint">
              <Trans>You may be in one party of each game.</Trans>
            </p>
            <JoinByCode />
            <NewParty />
          </details>
        )}
      </div>
    </BesidePane>
  )
}

/** Whom one has invited, or asked to join, and who has not answered yet. */
const Sent = () => {
  const sent = useSent()
  if (sent.length === 0) return null
  return (
    <section aria-label={t`Who has not answered yet`}>
      <h3>
        <Trans>Who has not answered yet</Trans>
      </h3>
      <ul className="sent">
        {sent.map((one) => (
          <SentLine key={one.invitation} sent={one} />
        ))}
      </ul>
    </section>
  )
}

const SentLine = ({ sent }: { readonly sent: ReturnType<typeof useSent>[number] }) => {
  const { parley } = useChat()
  const name = useName(sent.to)
  const seconds = useSecondsLeft(sent)
  const { run, busy, fault } = useDeed()
  return (
    <li>
      <span className="who">
        <span dir="auto">{name}</span>{' '}
        <span className="hint">
          {sent.kind === 'ask' ? t`asked to be joined` : t`invited`}
          {sent.game && (
            <>
              , <bdi>{tame(sent.game)}</bdi>
            </>
          )}{' '}
          · {leftText(seconds)}
        </span>
      </span>
      <button
        type="button"
        className="quiet"
        aria-label={t`Take back what you sent ${name}`}
        disabled={busy}
        onClick={() => run(() => parley.call('invitation.cancel', { invitation: sent.invitation }))}
      >
        <Trans>Take back</Trans>
      </button>
      <Fault text={fault} />
    </li>
  )
}
