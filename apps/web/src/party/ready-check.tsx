import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { PartyState } from '@parley/client/contacts'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { useSecondsLeft } from './deadline.ts'
import type { PartyProps } from './party-view.tsx'

/** Its leader asks whether all are ready, and each says so. */
export const ReadyCheck = ({ party }: PartyProps) => {
  const { me, parley } = useChat()
  const { run, busy, fault } = useDeed()
  if (party.check) return <Running party={party.party} check={party.check} said={saidBy(party, me)} />
  if (party.leader !== me || party.members.length === 1) return null
  return (
    <>
      <button
        type="button"
        disabled={busy}
        onClick={() => run(() => parley.call('party.check', { party: party.party }))}
      >
        <Trans>Is everybody ready?</Trans>
      </button>
      <Fault text={fault} />
    </>
  )
}

const saidBy = ({ members }: PartyState, user: string) => members.find((member) => member.user === user)?.ready

interface RunningProps {
  readonly party: string
  readonly check: NonNullable<PartyState['check']>
  /** What one has said oneself. */
  readonly said: boolean | undefined
}

const Running = ({ party, check, said }: RunningProps) => {
  const { parley } = useChat()
  const seconds = useSecondsLeft(check)
  const { run, busy, fault } = useDeed()
  const answer = (ready: boolean) => run(() => parley.call('party.ready', { party, ready }))
  return (
    <section className="ready-check" aria-label={t`Ready check`}>
      <p>
        <span role="status">{said === undefined ? t`Are you ready?` : t`You are ready. The others are asked.`}</span>{' '}
        <span className="hint" aria-hidden="true">
          <Trans>{seconds} s</Trans>
        </span>
      </p>
      {said === undefined && (
        <div className="choices">
          <button type="button" className="primary" disabled={busy} onClick={() => void answer(true)}>
            <Trans>Ready</Trans>
          </button>
          <button type="button" disabled={busy} onClick={() => void answer(false)}>
            <Trans>Not ready</Trans>
          </button>
        </div>
      )}
      <Fault text={fault} />
    </section>
  )
}
