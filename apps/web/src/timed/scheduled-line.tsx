import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import { useChat, useNames, useParley } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { editable, usersIn, withTokens } from '../mentions/mention-text.ts'
import { tame } from '../tame.ts'
import { spokenText } from '../timeline/message-tree.ts'
import { fullTime } from '../timeline/times.ts'
import { useDeed } from '../use-deed.ts'
import type { Scheduled } from './lists.ts'
import { hereNow, localMinute } from './moments.ts'

/** A message that is to be sent, or could not be. */
export const ScheduledLine = ({ scheduled }: { readonly scheduled: Scheduled }) => {
  const { room, id, text, due, failed } = scheduled
  const { parley } = useChat()
  const name = useParley(({ rooms }) => rooms.get(room)?.name)
  const names = useNames(usersIn(text))
  const { run, busy, fault } = useDeed()
  const [isChanging, setChanging] = useState(false)
  if (isChanging) return <ChangeScheduled scheduled={scheduled} onDone={() => setChanging(false)} />
  return (
    <li>
      <p>
        <q dir="auto">{spokenText(text, names)}</q>
        <small>
          {' '}
          {name === undefined ? (
            t`in a conversation that you are no longer in`
          ) : (
            <Trans>
              in <bdi>{tame(name)}</bdi>
            </Trans>
          )}
          , {fullTime(due)}
        </small>
        {failed !== undefined && (
          <span className="fault">
            {' '}
            <Trans>It could not be sent.</Trans>
          </span>
        )}
      </p>
      <button type="button" className="quiet" onClick={() => setChanging(true)}>
        <Trans>Change</Trans>
      </button>
      <button
        type="button"
        className="quiet"
        disabled={busy}
        onClick={() => void run(() => parley.call('schedule.cancel', { room, id }))}
      >
        {failed === undefined ? t`Do not send` : t`Forget`}
      </button>
      {failed !== undefined && name !== undefined && (
        <button
          type="button"
          className="quiet"
          disabled={busy}
          onClick={() => void run(() => parley.call('schedule.change', { room, id }))}
        >
          <Trans>Try again</Trans>
        </button>
      )}
      <Fault text={fault} />
    </li>
  )
}

interface ChangeScheduledProps {
  readonly scheduled: Scheduled
  readonly onDone: () => void
}

/** What it says and when it is sent. A time that nobody has touched stays as it is. */
const ChangeScheduled = ({ scheduled: { room, id, text, due }, onDone }: ChangeScheduledProps) => {
  const { parley } = useChat()
  const nameOf = useNames(usersIn(text))
  const shown = editable(text, (user) => (parley.people.get(user) ? nameOf(user) : undefined))
  const [given, setText] = useState<string>()
  const [at, setAt] = useState<string>()
  const { run, busy, fault } = useDeed()
  const textId = useId()
  const atId = useId()
  const said = (given ?? shown.text).trimEnd()
  const save = (event: FormEvent) => {
    event.preventDefault()
    const changed = {
      ...(given === undefined ? {} : { text: withTokens(said, [], shown.picked) }),
      ...(at === undefined ? {} : { when: { in_ms: new Date(at).getTime() - hereNow() } }),
    }
    void run(() => parley.call('schedule.change', { room, id, ...changed }).then(onDone))
  }
  return (
    <li>
      <form className="change-scheduled" onSubmit={save}>
        <label htmlFor={textId}>
          <Trans>What it says</Trans>
        </label>
        <textarea id={textId} rows={3} value={given ?? shown.text} onChange={({ target }) => setText(target.value)} />
        <label htmlFor={atId}>
          <Trans>When it is sent</Trans>
        </label>
        <input
          id={atId}
          type="datetime-local"
          value={at ?? localMinute(due)}
          onChange={({ target }) => setAt(target.value)}
        />
        <Fault text={fault} />
        <div className="buttons">
          <button type="button" className="quiet" onClick={onDone}>
            <Trans>Leave it</Trans>
          </button>
          <button type="submit" className="primary" disabled={busy || said === '' || at === ''}>
            <Trans>Save</Trans>
          </button>
        </div>
      </form>
    </li>
  )
}
