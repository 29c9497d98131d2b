import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { uuid7 } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { type FormEvent, useId, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { FormEnd } from '../form-end.tsx'
import { Choice } from '../group/choice.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { hereNow } from '../timed/moments.ts'
import { useDeed } from '../use-deed.ts'
import { type Filter, type Found, wordsIn } from './filter-text.ts'

const outcomes = [
  ['block', t`It is not said`],
  ['time_out', t`It is not said, and they only read for an hour`],
  ['mask', t`It is said with stars for the words`],
  ['flag', t`It is said, and noted in the log`],
] as const

/** What is looked for: of the first there are words, of the others numbers. */
type Kind = 'words' | 'mentions' | 'messages'
const kinds: Readonly<Record<Kind, string>> = {
  words: t`These words`,
  mentions: t`More mentions at once than`,
  messages: t`More messages in ten seconds than`,
}
const floodSeconds = 10

const kindOf = (found: Found): Kind => ('words' in found ? 'words' : 'mentions' in found ? 'mentions' : 'messages')

const mostOf = (found: Found | undefined): number => {
  if (!found || 'words' in found) return 5
  return 'mentions' in found ? found.mentions : found.messages
}

interface FilterFormProps {
  readonly space: Space
  /** Not given: a new one. */
  readonly filter: Filter | undefined
  readonly onDone: () => void
  readonly onCancel: () => void
}

/** What it finds, what comes of that, and for whom it does not hold. What is not shown of it stays as it is. */
export const FilterForm = ({ space, filter, onDone, onCancel }: FilterFormProps) => {
  const { parley } = useChat()
  const [id] = useState(() => filter?.filter ?? uuid7(hereNow()))
  const [name, setName] = useState(filter?.name ?? '')
  const [kind, setKind] = useState<Kind>(filter ? kindOf(filter.found) : 'words')
  const [words, setWords] = useState(filter && 'words' in filter.found ? filter.found.words.join('\n') : '')
  const [most, setMost] = useState(mostOf(filter?.found))
  const [outcome, setOutcome] = useState<Filter['outcome']>(filter?.outcome ?? 'block')
  const [text, setText] = useState(filter?.text ?? '')
  const [exempt, setExempt] = useState<readonly number[]>(filter?.exempt_roles ?? [])
  const { run, busy, fault } = useDeed()
  const seconds = filter && 'seconds' in filter.found ? filter.found.seconds : floodSeconds
  const found = (): Found => {
    if (kind === 'words') return { words: wordsIn(words) }
    return kind === 'mentions' ? { mentions: most } : { messages: most, seconds }
  }
  const save = (event: FormEvent) => {
    event.preventDefault()
    const { time_out_ms, exempt_rooms } = filter ?? {}
    const said = {
      name: name.trim(),
      found: found(),
      outcome,
      ...(text.trim() ? { text: text.trim() } : {}),
      ...(time_out_ms === undefined ? {} : { time_out_ms }),
      ...(exempt.length > 0 ? { exempt_roles: [...exempt] } : {}),
      ...(exempt_rooms ? { exempt_rooms } : {}),
    }
    void run(() => parley.call('filter.set', { space: space.id, filter: id, ...said }).then(onDone))
  }
  return (
    <form aria-label={filter ? t`Filter ${tame(filter.name)}` : t`New filter`} onSubmit={save}>
      <TextField label={t`Name of the filter`} value={name} most={64} isRequired takesFocus onChange={setName} />
      <Choice label={t`It finds`} value={kind} onChange={(value) => setKind(value as Kind)}>
        {Object.entries(kinds).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Choice>
      {kind === 'words' ? (
        <Words value={words} onChange={setWords} />
      ) : (
        <Count value={most} least={kind === 'messages' ? 1 : 0} onChange={setMost} />
      )}
      <Choice label={t`Then`} value={outcome} onChange={(value) => setOutcome(value as Filter['outcome'])}>
        {outcomes.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Choice>
      <TextField label={t`What they are told`} value={text} most={256} hint={t`Nothing`} onChange={setText} />
      <Exempt space={space} value={exempt} onChange={setExempt} />
      <FormEnd fault={fault} label={t`Save`} disabled={busy} onCancel={onCancel} />
    </form>
  )
}

interface FieldProps<Value> {
  readonly value: Value
  readonly onChange: (value: Value) => void
}

const Words = ({ value, onChange }: FieldProps<string>) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>Words, one a line; a * at an end stands for any letters</Trans>
      </label>
      <textarea id={id} rows={4} dir="auto" required value={value} onChange={({ target }) => onChange(target.value)} />
    </div>
  )
}

const Count = ({ value, least, onChange }: FieldProps<number> & { readonly least: number }) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>How many</Trans>
      </label>
      <input
        id={id}
        type="number"
        min={least}
        max={100}
        required
        value={value}
        onChange={({ target }) => onChange(target.valueAsNumber || 0)}
      />
    </div>
  )
}

/** Roles for which it does not hold. */
const Exempt = ({ space, value, onChange }: FieldProps<readonly number[]> & { readonly space: Space }) => {
  const roles = useSelected(space, ({ roleList }) => roleList).filter(({ role }) => role !== 0)
  if (roles.length === 0) return null
  return (
    <fieldset className="checks">
      <legend>
        <Trans>Not for</Trans>
      </legend>
      {roles.map(({ role, name }) => (
        <label key={role}>
          <input
            type="checkbox"
            checked={value.includes(role)}
            onChange={({ target }) => onChange(target.checked ? [...value, role] : value.filter((one) => one !== role))}
          />
          {tame(name)}
        </label>
      ))}
    </fieldset>
  )
}
