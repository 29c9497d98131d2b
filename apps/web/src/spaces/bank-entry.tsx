import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { longestName, longestTags, tagsOf } from './tags-of.ts'

interface BankEntryProps {
  readonly label: string
  readonly name: string
  readonly tags: readonly string[]
  /** What besides its name and tags may be changed. */
  readonly children?: ReactNode
  /** What its removal is called, and asks. */
  readonly removal: string
  readonly question: string
  readonly onChange: (changed: { readonly name: string; readonly tags: string[] }) => Promise<unknown>
  readonly onRemove: () => Promise<unknown>
}

/** What an emoji or a sticker of a space is called, and by what else it is found. */
export const BankEntry = ({ label, name, tags, children, removal, question, onChange, onRemove }: BankEntryProps) => {
  const [wanted, setWanted] = useState(name)
  const [words, setWords] = useState(tags.join(' '))
  const { run, busy, fault } = useDeed()
  const changed = { name: wanted.trim(), tags: tagsOf(words) }
  const isChanged = changed.name !== name || changed.tags.join(' ') !== tags.join(' ')
  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(() => onChange(changed))
  }
  return (
    <form aria-label={label} onSubmit={save}>
      <TextField label={t`Name`} value={wanted} most={longestName} isRequired onChange={setWanted} />
      <TextField
        label={t`Also found by`}
        value={words}
        most={longestTags}
        hint={t`Up to 8 words`}
        onChange={setWords}
      />
      {children}
      <Fault text={fault} />
      <div className="buttons">
        {isChanged && (
          <button type="submit" disabled={busy || changed.name === ''}>
            <Trans>Save</Trans>
          </button>
        )}
        <Confirm
          label={t`Remove`}
          name={removal}
          question={question}
          className="quiet danger-text"
          onConfirm={() => run(onRemove)}
        />
      </div>
    </form>
  )
}
