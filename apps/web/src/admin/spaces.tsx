import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import { useCallback, useDeferredValue, useState } from 'react'
import { apart, inPieces } from '../apart.tsx'
import { useChat } from '../chat/chat-context.ts'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { dateText, fullTime } from '../timeline/times.ts'
import { DeedForm } from './deed-form.tsx'
import { Listed } from './listed.tsx'
import { roleMay, type StaffRole } from './own-role.ts'
import { type ReadPage, usePages } from './use-pages.ts'

type Space = Output<'estate.find'>['spaces'][number]

/** All spaces, or those whose name has these letters. */
export const Spaces = ({ role }: { readonly role: StaffRole }) => {
  const { parley } = useChat()
  const [typed, setTyped] = useState('')
  const name = useDeferredValue(typed.trim())
  const read = useCallback<ReadPage<Space>>(
    async (last) => {
      const { spaces, more } = await parley.call('estate.find', {
        ...(name === '' ? {} : { name }),
        ...(last ? { after: last.space } : {}),
        limit: 50,
      })
      return { items: spaces, more }
    },
    [parley, name],
  )
  const pages = usePages(read)
  return (
    <section aria-label={t`Spaces`}>
      <TextField label={t`Name of the space`} value={typed} most={64} hint={t`All`} onChange={setTyped} />
      <Listed label={t`Spaces`} of={pages} none={t`None.`}>
        {(space) => <SpaceEntry key={space.space} role={role} space={space} onChanged={pages.lookAgain} />}
      </Listed>
    </section>
  )
}

interface SpaceEntryProps {
  readonly role: StaffRole
  readonly space: Space
  readonly onChanged: () => Promise<void>
}

const SpaceEntry = ({ role, space, onChanged }: SpaceEntryProps) => {
  const [isOpen, setOpen] = useState(false)
  const { name, owner_name: owner = '', resident_count: residents, active_at: active, ends_at: ends } = space
  return (
    <li>
      <button type="button" className="quiet person" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className="who">
          <span className="person-name" dir="auto">
            {tame(name)}
          </span>
          <span className="hint">
            {plural(residents, { one: 'One member', other: '# members' })} · {inPieces(t`of ${apart(tame(owner))}`)}
            {active !== undefined && <> · {t`active ${dateText(active)}`}</>}
            {ends !== undefined && <> · {t`is deleted on ${fullTime(ends)}`}</>}
          </span>
        </span>
      </button>
      {isOpen && <SpaceDetails role={role} space={space} onChanged={onChanged} />}
    </li>
  )
}

const SpaceDetails = ({ role, space, onChanged }: SpaceEntryProps) => {
  const { space: id, room_count: rooms, created_at: created } = space
  return (
    <div className="admin-person">
      <p className="hint">
        {plural(rooms, { one: 'One room', other: '# rooms' })}
        {created !== undefined && <> · {t`made on ${fullTime(created)}`}</>} · <bdi>{id}</bdi>
      </p>
      {roleMay(role, 'spaces.manage') && <NewOwner space={space} onChanged={onChanged} />}
    </div>
  )
}

/** Somebody who lives there, by their username. */
const NewOwner = ({ space: { space, name }, onChanged }: Omit<SpaceEntryProps, 'role'>) => {
  const { parley } = useChat()
  const [isDoing, setDoing] = useState(false)
  const [username, setUsername] = useState('')
  const appoint = async (reason: string) => {
    const wanted = username.trim().replace(/^@/, '').toLowerCase()
    const { people } = await parley.call('person.find', { name: wanted })
    const found =
      people.find((one) => one.username === wanted) ?? (await parley.call('username.resolve', { username: wanted }))
    const { user } = found
    await parley.call('estate.hand_over', { space, user, reason })
    setDoing(false)
    await onChanged()
  }
  if (!isDoing)
    return (
      <div className="buttons">
        <button
          type="button"
          className="quiet"
          aria-label={t`Another owner: ${tame(name)}`}
          onClick={() => setDoing(true)}
        >
          <Trans>Another owner</Trans>
        </button>
      </div>
    )
  return (
    <DeedForm
      label={t`Another owner: ${tame(name)}`}
      means={t`The space is theirs from now on, and everybody there is told.`}
      isHarmless={false}
      onDo={appoint}
      onCancel={() => setDoing(false)}
    >
      <TextField
        label={t`Username of somebody who lives there`}
        value={username}
        most={64}
        isRequired
        onChange={setUsername}
      />
    </DeedForm>
  )
}
