import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import { useCallback, useDeferredValue, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { TextField } from '../text-field.tsx'
import { Listed } from './listed.tsx'
import type { StaffRole } from './own-role.ts'
import { PersonEntry } from './person-entry.tsx'
import { type ReadPage, usePages } from './use-pages.ts'

export type Person = Output<'person.find'>['people'][number]

/** Everybody, or whose name begins so; those who are restricted, or wait to be let in, are found by themselves. */
export const People = ({ role }: { readonly role: StaffRole }) => {
  const { parley } = useChat()
  const [typed, setTyped] = useState('')
  const [isRestricted, setRestricted] = useState(false)
  const name = useDeferredValue(typed.trim())
  const read = useCallback<ReadPage<Person>>(
    async (last) => {
      const { people, more } = await parley.call('person.find', {
        ...(name === '' ? {} : { name }),
        ...(isRestricted ? { restricted: true } : {}),
        ...(last ? { after: last.user } : {}),
        limit: 50,
      })
      return { items: people, more }
    },
    [parley, name, isRestricted],
  )
  const pages = usePages(read)
  return (
    <section aria-label={t`People`}>
      <TextField label={t`Display name or username`} value={typed} most={64} hint={t`Everybody`} onChange={setTyped} />
      <label className="choice">
        <input type="checkbox" checked={isRestricted} onChange={({ target }) => setRestricted(target.checked)} />
        <span>
          <Trans>Only those who are restricted, or wait to be let in</Trans>
        </span>
      </label>
      <Listed label={t`People`} of={pages} none={t`Nobody.`}>
        {(person) => <PersonEntry key={person.user} role={role} person={person} onChanged={pages.lookAgain} />}
      </Listed>
    </section>
  )
}
