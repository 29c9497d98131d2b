import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space } from '@parley/client/spaces'
import { useState } from 'react'
import { useNames, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { Loading } from '../loading.tsx'
import { namesakesOf } from '../people/namesakes.ts'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { Bans } from './bans.tsx'
import { ResidentLine } from './resident-line.tsx'
import { useResidents } from './use-residents.ts'

/** Who lives in a space: all of them or those of one role, a page at a time. */
export const Residents = ({ space }: { readonly space: Space }) => {
  const [role, setRole] = useState('')
  const [name, setName] = useState('')
  const roles = useSelected(space, ({ roleList }) => roleList)
  const mayBan = useSelected(space, (space) => space.may('ban'))
  const count = useSelected(space, ({ residentCount }) => residentCount)
  const { listed, busy, fault, more, again } = useResidents(space, {
    role: role === '' ? undefined : Number(role),
    name: name.trim(),
  })
  const nameOf = useNames(listed?.users ?? [])
  const tags = namesakesOf((listed?.users ?? []).map((user) => ({ user, name: nameOf(user) })))
  return (
    <>
      <p>{plural(count, { one: '# member', other: '# members' })}</p>
      <TextField label={t`Find by name`} value={name} most={64} onChange={setName} />
      <Choice label={t`Show`} value={role} onChange={setRole}>
        <option value="">
          <Trans>Everybody</Trans>
        </option>
        {roles
          .filter(({ role }) => role !== 0)
          .map(({ role, name }) => (
            <option key={role} value={role}>
              {tame(name)}
            </option>
          ))}
      </Choice>
      <Fault text={fault} />
      {!listed && !fault && <Loading />}
      {listed?.users.length === 0 && (
        <p className="hint">
          <Trans>Nobody.</Trans>
        </p>
      )}
      <ul className="members" aria-label={t`Members`}>
        {listed?.users.map((user) => (
          <ResidentLine key={user} space={space} user={user} tag={tags.get(user)} onChanged={() => void again()} />
        ))}
      </ul>
      {listed?.next && (
        <button type="button" className="quiet" disabled={busy} onClick={() => void more()}>
          <Trans>Show more</Trans>
        </button>
      )}
      {mayBan && <Bans space={space} />}
    </>
  )
}
