import type { Input, Room } from '@parley/client'
import { type FormEvent, useId, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { useDeed } from '../use-deed.ts'

type Kind = Input<'message.report'>['kind']

const kinds: Readonly<Record<Kind, string>> = {
  spam: 'Spam',
  harassment: 'Harassment',
  hate: 'Hate',
  violence: 'Violence',
  sexual: 'Sexual content',
  children: 'It endangers children',
  self_harm: 'Self-harm',
  personal_data: 'Personal data of somebody',
  impersonation: 'Somebody pretends to be another',
  illegal: 'It is against the law',
  other: 'Something else',
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
      <Dialog title="Reported" onClose={onClose}>
        <p role="status">Those who run this Parley see it. Nobody else learns of it.</p>
      </Dialog>
    )
  return (
    <Dialog title="Report this message" onClose={onClose}>
      <form onSubmit={send}>
        <p className="hint">
          It goes to those who run this Parley, with some messages around it. Nobody else learns of it.
        </p>
        <Choice
          label="What is wrong with it"
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
          <label htmlFor={id}>What there is to say about it</label>
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
          Report
        </button>
      </form>
    </Dialog>
  )
}
