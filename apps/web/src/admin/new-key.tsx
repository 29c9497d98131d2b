import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { uuid7 } from '@parley/client'
import { type FormEvent, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { FormEnd } from '../form-end.tsx'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { For, forMs } from './spans.tsx'
import { keyScopes } from './staff.inline.ts'

interface NewKeyProps {
  readonly onMade: (secret: string) => Promise<void>
  readonly onCancel: () => void
}

/** What a program is called, what it may do, and for how long. */
export const NewKey = ({ onMade, onCancel }: NewKeyProps) => {
  const { parley } = useChat()
  const [name, setName] = useState('')
  const [game, setGame] = useState('')
  const [span, setSpan] = useState(0)
  const [scopes, setScopes] = useState<readonly string[]>([])
  const { run, busy, fault } = useDeed()
  const make = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      const { secret } = await parley.call('key.create', {
        key: uuid7(),
        name: name.trim(),
        scopes: [...scopes],
        ...(game.trim() === '' ? {} : { game: game.trim() }),
        ...forMs(span),
      })
      await onMade(secret)
    })
  }
  return (
    <form className="admin-form" aria-label={t`New service key`} onSubmit={make}>
      <TextField
        label={t`What the program is called`}
        value={name}
        most={64}
        isRequired
        takesFocus
        onChange={setName}
      />
      <TextField label={t`Id of the game`} value={game} most={64} hint={t`The whole deployment`} onChange={setGame} />
      <For value={span} onChange={setSpan} />
      <fieldset className="scopes">
        <legend>
          <Trans>What it may do</Trans>
        </legend>
        {keyScopes.map((scope) => (
          <label key={scope} className="choice">
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={({ target }) =>
                setScopes(target.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
              }
            />
            <code>{scope}</code>
          </label>
        ))}
      </fieldset>
      <FormEnd
        fault={fault}
        label={t`Make the key`}
        disabled={busy || name.trim() === '' || scopes.length === 0}
        onCancel={onCancel}
      />
    </form>
  )
}
