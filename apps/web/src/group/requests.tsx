import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { apart } from '../apart.tsx'
import { useChat, useName } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { Portrait } from '../people/portrait.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import type { Entered } from './entered.ts'
import type { Waiting } from './use-requests.ts'

interface RequestsProps {
  readonly of: Entered
  readonly waiting: Waiting
}

export const Requests = ({ of, waiting }: RequestsProps) => {
  const { parley } = useChat()
  const { run, fault } = useDeed()
  if (waiting.length === 0 && !fault) return null
  return (
    <section aria-label={t`Who asks to join`}>
      <h3>{plural(waiting.length, { one: '# person asks to join', other: '# people ask to join' })}</h3>
      <ul className="members" aria-label={t`Who asks to join`}>
        {waiting.map(({ user, note }) => (
          <Asking
            key={user}
            user={user}
            note={note}
            onAccept={() => run(() => parley.call('request.accept', { ...of, user }))}
            onDecline={() => run(() => parley.call('request.decline', { ...of, user }))}
          />
        ))}
      </ul>
      <Fault text={fault} />
    </section>
  )
}

interface AskingProps {
  readonly user: string
  /** What they say. */
  readonly note: string | undefined
  readonly onAccept: () => void
  readonly onDecline: () => void
}

const Asking = ({ user, note, onAccept, onDecline }: AskingProps) => {
  const name = useName(user)
  return (
    <li>
      <Portrait user={user} name={name} />
      <span className="who">
        {name}
        {note && <span className="hint">{tame(note)}</span>}
      </span>
      <button type="button" aria-label={t`Let ${name} in`} onClick={onAccept}>
        <Trans>Let in</Trans>
      </button>
      <Confirm
        label={t`Decline`}
        name={t`Decline ${name}`}
        question={t`Decline ${apart(name)}? No invitation lets them in any more; they can be added.`}
        onConfirm={onDecline}
      />
    </li>
  )
}
