import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Privacy as Told } from '@parley/client/contacts'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { useDeed } from '../use-deed.ts'
import { Findable } from './findable.tsx'
import { useOwn, useOwnNow } from './own.ts'
import { useContacts } from './use-contacts.ts'

const audiences = [
  ['everyone', t`Everybody`],
  ['contacts_of_contacts', t`Contacts of your contacts`],
  ['contacts', t`Your contacts`],
  ['nobody', t`Nobody`],
] as const satisfies readonly (readonly [Told['contact'], string])[]

/** Who may contact one, who may add one to groups, and who is told when one was last there. Each is set at once, on all devices. */
export const Privacy = () => {
  const { parley } = useChat()
  const privacy = useSelected(useContacts(), ({ privacy }) => privacy)
  const own = useOwn()
  const lastSeen = useOwnNow()?.last_seen
  const { run, fault } = useDeed()
  if (!privacy) return null
  const set = (of: 'contact' | 'groups') => (value: string) =>
    run(() => parley.call('privacy.set', { [of]: value as Told['contact'] }))
  return (
    <section className="privacy" aria-label={t`Privacy`}>
      <Choice label={t`Who may contact you`} value={privacy.contact} onChange={set('contact')}>
        <Audiences />
      </Choice>
      <Choice label={t`Who may add you to groups`} value={privacy.groups} onChange={set('groups')}>
        <Audiences />
      </Choice>
      {lastSeen && (
        <Choice
          label={t`Who sees when you were last there`}
          value={lastSeen}
          onChange={(value) => run(() => own.set({ last_seen: value as typeof lastSeen }))}
        >
          <option value="everyone">
            <Trans>Everybody</Trans>
          </option>
          <option value="nobody">
            <Trans>Nobody</Trans>
          </option>
        </Choice>
      )}
      <Findable />
      <Fault text={fault} />
    </section>
  )
}

const Audiences = () =>
  audiences.map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ))
