import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Input, Room } from '@parley/client'
import { type FormEvent, useId, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { useDeed } from '../use-deed.ts'

type Kind = Input<'message.report'>['kind']

const kinds: Readonly<Record<Kind, string>> = {
  spam: t`Spam`,
  harassment: t`Harassment`,
  hate: t`Hate`,
  violence: t`Violence`,
  sexual: t`Sexual content`,
  children: t`It endangers children`,
  self_harm: t`Self-harm`,
  personal_data: t`Personal data of somebody`,
  impersonation: t`Somebody pretends to be another`,
  illegal: t`It is against the law`,
  other: t`Something else`,
}
const all = Object.keys(kinds) as readonly Kind[]

interface ReportProps {
  readonly room: Room
  readonly seq: number
  readonly onClose: () => void
}

/** To those who run this Parley, and to nobody else. */
export const Report = ({ room, seq, onClose }: ReportProps) => {
  const { parley } = useChat()
  const [kind, setKind] = useState<Kind>('spam')
  const [note, setNote] = useState('')
  const [isDone, setDone] = useState(false)
  const { run, busy, fault } = useDeed()
  const id = useId()
  const send = (event: FormEvent) => {
    event.preventDefault()
    const about = note.trim() === '' ? {} : { note: note.trim() }
    void run(() => parley.call('message.report', { room: room.id, seq, kind, ...about }).then(() => setDone(true)))
  }
  if (isDone)
    return (
      <Dialog title={t`Reported`} onClose={onClose}>
        <p role="status">
          <Trans>Those who run this Parley see it. Nobody else learns of it.</Trans>
        </p>
      </Dialog>
    )
  return (
    <Dialog title={t`Report this message`} onClose={onClose}>
      <form onSubmit={send}>
        <p className="hint">
          <Trans>It goes to those who run this Parley, with some messages around it. Nobody else learns of it.</Trans>
        </p>
        <Choice
          label={t`What is wrong with it`}
          value={kind}
          onChange={(value) => setKind(all.find((one) => one === value) ?? 'other')}
        >
          {all.map((one) => (
            <option key={one} value={one}>
              {kinds[one]}
            </option>
          ))}
        </Choice>
        <div className="field">
          <label htmlFor={id}>
            <Trans>What there is to say about it</Trans>
          </label>
          <textarea
            id={id}
            rows={3}
            maxLength={1_000}
            dir="auto"
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        </div>
        <Fault text={fault} />
        <button type="submit" className="primary" disabled={busy}>
          <Trans>Report</Trans>
        </button>
      </form>
    </Dialog>
  )
}
