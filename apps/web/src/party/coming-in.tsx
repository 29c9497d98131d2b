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
    Code: <code className="party-code">{code}</code>
  </p>
)

const Leading = ({ party: { party, access, locked, code, requests } }: PartyProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const setCode = (code: 'new' | 'none') => run(() => parley.call('party.code', { party, code }))
  return (
    <section aria-label="Coming in" className="coming-in">
      {requests.length > 0 && (
        <ul className="people-lines" aria-label="Who asks to come in">
          {requests.map((user) => (
            <Request key={user} party={party} user={user} />
          ))}
        </ul>
      )}
      <Choice
        label="Who comes in"
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
          Locked
          <span className="hint">Nobody comes in, whatever else is set.</span>
        </span>
      </label>
      {code !== undefined && <Code code={code} />}
      <div className="choices">
        <button type="button" disabled={busy} onClick={() => void setCode('new')}>
          {code === undefined ? 'Make a code' : 'Another code'}
        </button>
        {code !== undefined && (
          <button type="button" className="quiet" disabled={busy} onClick={() => void setCode('none')}>
            No code
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
        aria-label={`Let ${name} in`}
        disabled={busy}
        onClick={() => run(() => parley.call('party.admit', { party, user }))}
      >
        Let in
      </button>
      <button
        type="button"
        className="quiet"
        aria-label={`Do not let ${name} in`}
        disabled={busy}
        onClick={() => run(() => parley.call('party.refuse', { party, user }))}
      >
        No
      </button>
      <Fault text={fault} />
    </PersonLine>
  )
}
