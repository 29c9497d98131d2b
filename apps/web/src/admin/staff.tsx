import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import { useCallback } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { PersonLine } from '../people/person-line.tsx'
import { Listed } from './listed.tsx'
import { roleNames } from './own-role.ts'
import { type ReadPage, usePages } from './use-pages.ts'

type One = Output<'staff.list'>['staff'][number]

/** Who has a role of the platform. It is given and taken where people are looked for. */
export const Staff = () => {
  const { parley } = useChat()
  const read = useCallback<ReadPage<One>>(async () => {
    const { staff } = await parley.call('staff.list', {})
    parley.people.learn(staff)
    return { items: staff, more: false }
  }, [parley])
  return (
    <section aria-label={t`Staff`}>
      <p className="hint">
        <Trans>A role is given and taken in the list of people.</Trans>
      </p>
      <Listed label={t`Staff`} of={usePages(read)} none={t`Nobody.`}>
        {({ user, role }) => <PersonLine key={user} user={user} said={roleNames[role]} />}
      </Listed>
    </section>
  )
}
