import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useChat, useName } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { PersonLine } from '../people/person-line.tsx'
import { useDeed } from '../use-deed.ts'
import { accesses } from './party-text.ts'
import type { PartyProps } from './party-view.tsx'

/** Who comes in, and how. Its leader says so; the code others see, too, to pass it on. */
export const ComingIn = ({ party }: PartyProps) => {
  const { me } = useChat()
  if (party.leader === me) return <Leading party={party} />
  return party.code === undefined ? null : <Code code={party.code} />
}

const Code = ({ code }: { readonly code: string }) => (
  <p>
    <Trans>
      Code: <code className="party-code">{code}</code>
    </Trans>
  </p>
)

const Leading = ({ party: { party, access, locked, code, requests } }: PartyProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const setCode = (code: 'new' | 'none') => run(() => parley.call('party.code', { party, code }))
  return (
    <section aria-label={t`Coming in`} className="coming-in">
      {requests.length > 0 && (
        <ul className="people-lines" aria-label={t`Who asks to come in`}>
          {requests.map((user) => (
            <Request key={user} party={party} user={user} />
          ))}
        </ul>
      )}
      <Choice
        label={t`Who comes in`}
        value={access}
        onChange={(access) =>
          void run(() => parley.call('party.change', { party, access: access as (typeof accesses)[number][0] }))
        }
      >
        {accesses.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Choice>
      <label className="setting">
        <input
          type="checkbox"
          checked={locked}
          disabled={busy}
          onChange={() => run(() => parley.call('party.lock', { party, locked: !locked }))}
        />
        <span>
          <Trans>
            Locked
            <span className="hint">Nobody comes in, whatever else is set.</span>
          </Trans>
        </span>
      </label>
      {code !== undefined && <Code code={code} />}
      <div className="choices">
        <button type="button" disabled={busy} onClick={() => void setCode('new')}>
          {code === undefined ? t`Make a code` : t`Another code`}
        </button>
        {code !== undefined && (
          <button type="button" className="quiet" disabled={busy} onClick={() => void setCode('none')}>
            <Trans>No code</Trans>
          </button>
        )}
      </div>
      <Fault text={fault} />
    </section>
  )
}

const Request = ({ party, user }: { readonly party: string; readonly user: string }) => {
  const { parley } = useChat()
  const name = useName(user)
  const { run, busy, fault } = useDeed()
  return (
    <PersonLine user={user} said="Asks to come in">
      <button
        type="button"
        className="primary"
        aria-label={t`Let ${name} in`}
        disabled={busy}
        onClick={() => run(() => parley.call('party.admit', { party, user }))}
      >
        <Trans>Let in</Trans>
      </button>
      <button
        type="button"
        className="quiet"
        aria-label={t`Do not let ${name} in`}
        disabled={busy}
        onClick={() => run(() => parley.call('party.refuse', { party, user }))}
      >
        <Trans>No</Trans>
      </button>
      <Fault text={fault} />
    </PersonLine>
  )
}
