import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Input } from '@parley/client'
import type { Relation } from '@parley/client/contacts'
import { type FormEvent, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { useLabels } from './use-contacts.ts'

interface KeepingProps {
  readonly relation: Relation
}

/** What one keeps for oneself about a contact. */
export const Keeping = ({ relation }: KeepingProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const { user, favourite = false, memo = '', labels = [] } = relation
  const change = (what: Omit<Input<'contact.change'>, 'user'>) =>
    run(() => parley.call('contact.change', { user, ...what }))
  return (
    <section aria-label={t`For yourself`}>
      <label className="setting">
        <input type="checkbox" checked={favourite} disabled={busy} onChange={() => change({ favourite: !favourite })} />
        <Trans>Favourite</Trans>
      </label>
      <Memo key={memo} memo={memo} busy={busy} onSave={(memo) => change({ memo })} />
      <Groups labels={labels} busy={busy} onChange={(labels) => change({ labels })} />
      <Fault text={fault} />
    </section>
  )
}

interface MemoProps {
  readonly memo: string
  readonly busy: boolean
  readonly onSave: (memo: string) => void
}

/** It holds what was there when it was opened, until another device says otherwise. */
const Memo = ({ memo: told, busy, onSave }: MemoProps) => {
  const [memo, setMemo] = useState(told)
  const save = (event: FormEvent) => {
    event.preventDefault()
    onSave(memo.trim())
  }
  return (
    <form onSubmit={save}>
      <TextField label={t`Your note about them`} value={memo} most={256} hint={t`Only you see it`} onChange={setMemo} />
      {memo.trim() !== told && (
        <div className="buttons">
          <button type="submit" disabled={busy}>
            <Trans>Save note</Trans>
          </button>
        </div>
      )}
    </form>
  )
}

interface GroupsProps {
  readonly labels: readonly string[]
  readonly busy: boolean
  readonly onChange: (labels: string[]) => void
}

/** Those that there are, and a new one. */
const Groups = ({ labels, busy, onChange }: GroupsProps) => {
  const all = useLabels()
  const [name, setName] = useState('')
  const add = (event: FormEvent) => {
    event.preventDefault()
    onChange([...new Set([...labels, name.trim()])])
    setName('')
  }
  const toggle = (label: string) =>
    onChange(labels.includes(label) ? labels.filter((one) => one !== label) : [...labels, label])
  return (
    <form onSubmit={add} aria-label={t`Groups`}>
      {all.length > 0 && (
        <fieldset className="checks" disabled={busy}>
          <legend>
            <Trans>Groups</Trans>
          </legend>
          {all.map((label) => (
            <label key={label}>
              <input type="checkbox" checked={labels.includes(label)} onChange={() => toggle(label)} />
              <span dir="auto">{tame(label)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <TextField label={t`New group`} value={name} most={64} hint={t`Such as Family`} onChange={setName} />
      {name.trim() !== '' && (
        <div className="buttons">
          <button type="submit" disabled={busy}>
            <Trans>Add to this group</Trans>
          </button>
        </div>
      )}
    </form>
  )
}
