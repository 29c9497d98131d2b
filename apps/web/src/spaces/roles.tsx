import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space, SpaceRole } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { allPermissions, permissionText } from './permission-text.ts'
import { colourStyle, hexOf } from './space-context.ts'

/** The roles of a space, the highest first. One changes those below one's own. */
export const Roles = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const roles = useSelected(space, ({ roleList }) => roleList)
  const mayChange = useSelected(space, (space) => space.may('manage_roles'))
  const rank = useSelected(space, ({ rank }) => rank)
  const [name, setName] = useState('')
  const { run, busy, fault } = useDeed()
  const make = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      await parley.call('role.create', { space: space.id, name: name.trim() })
      setName('')
    })
  }
  return (
    <>
      <ol className="roles" aria-label={t`Roles, the highest first`}>
        {roles.map((role) => (
          <li key={role.role}>
            <details>
              <summary>
                <span
                  className={`role-name ${role.colour ? 'coloured' : ''}`}
                  style={colourStyle(role.colour)}
                  dir="auto"
                >
                  {roleName(role)}
                </span>
              </summary>
              {mayChange && role.place < rank ? (
                <RoleForm key={JSON.stringify(role)} space={space} role={role} />
              ) : (
                <Told role={role} />
              )}
            </details>
          </li>
        ))}
      </ol>
      {mayChange && (
        <form aria-label={t`New role`} onSubmit={make}>
          <TextField label={t`New role`} value={name} most={64} hint={t`Its name`} onChange={setName} />
          <Fault text={fault} />
          <button type="submit" disabled={busy || name.trim() === ''}>
            <Trans>Create role</Trans>
          </button>
        </form>
      )}
    </>
  )
}

export const roleName = ({ role, name }: Pick<SpaceRole, 'role' | 'name'>): string =>
  role === 0 ? t`Everyone` : tame(name)

const Told = ({ role: { may } }: { readonly role: SpaceRole }) => (
  <ul className="told">
    {may.map((name) => (
      <li key={name}>{permissionText(name)}</li>
    ))}
    {may.length === 0 && (
      <li className="hint">
        <Trans>It allows nothing by itself.</Trans>
      </li>
    )}
  </ul>
)

/** It holds what was there when it was opened, and begins anew when somebody else changes the role. */
const RoleForm = ({ space, role }: { readonly space: Space; readonly role: SpaceRole }) => {
  const { parley } = useChat()
  const [name, setName] = useState(role.name)
  const [colour, setColour] = useState(role.colour)
  const [may, setMay] = useState<readonly string[]>(role.may)
  const [mentionable, setMentionable] = useState(role.mentionable)
  const { run, busy, fault } = useDeed()
  const isEveryone = role.role === 0
  const save = (event: FormEvent) => {
    event.preventDefault()
    const looks = isEveryone ? {} : { name: name.trim(), colour, mentionable }
    const known = allPermissions.filter((name) => may.includes(name))
    const isOther = known.join() !== allPermissions.filter((name) => role.may.includes(name)).join()
    void run(() =>
      parley.call('role.change', { space: space.id, role: role.role, ...looks, ...(isOther ? { may: known } : {}) }),
    )
  }
  return (
    <form aria-label={t`Role ${roleName(role)}`} onSubmit={save}>
      {!isEveryone && (
        <>
          <TextField label={t`Name`} value={name} most={64} isRequired onChange={setName} />
          <Colour colour={colour} onChange={setColour} />
          <label className="setting">
            <input type="checkbox" checked={mentionable} onChange={() => setMentionable(!mentionable)} />
            <Trans>Everybody may mention those who have it</Trans>
          </label>
        </>
      )}
      <fieldset className="checks">
        <legend>
          <Trans>Who has it may</Trans>
        </legend>
        {allPermissions.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={may.includes(name)}
              disabled={!space.may(name)}
              onChange={() => setMay(may.includes(name) ? may.filter((other) => other !== name) : [...may, name])}
            />
            {permissionText(name)}
          </label>
        ))}
      </fieldset>
      <Fault text={fault} />
      <div className="buttons">
        {!isEveryone && <RoleOrder space={space} role={role} run={run} />}
        <button type="submit" className="primary" disabled={busy || name.trim() === ''}>
          <Trans>Save</Trans>
        </button>
      </div>
    </form>
  )
}

interface RoleOrderProps {
  readonly space: Space
  readonly role: SpaceRole
  readonly run: (deed: () => Promise<unknown>) => unknown
}

/** It changes places with the next one below one's own. */
const RoleOrder = ({ space, role, run }: RoleOrderProps) => {
  const { parley } = useChat()
  const below = space.roleList.filter((one) => one.role !== 0 && one.place < space.rank)
  const at = below.findIndex((one) => one.role === role.role)
  const move = (to: number) => {
    const place = below[to]?.place
    if (place !== undefined) void run(() => parley.call('role.change', { space: space.id, role: role.role, place }))
  }
  return (
    <>
      <button type="button" className="quiet" disabled={at <= 0} onClick={() => move(at - 1)}>
        <Trans>Higher</Trans>
      </button>
      <button type="button" className="quiet" disabled={at >= below.length - 1} onClick={() => move(at + 1)}>
        <Trans>Lower</Trans>
      </button>
      <Confirm
        label={t`Delete`}
        name={t`Delete the role ${roleName(role)}`}
        question={t`Delete this role? Nobody has it any more.`}
        className="quiet danger-text"
        onConfirm={() => run(() => parley.call('role.delete', { space: space.id, role: role.role }))}
      />
    </>
  )
}

interface ColourProps {
  readonly colour: number
  readonly onChange: (colour: number) => void
}

const begun = 0x2e_7d_9b

const Colour = ({ colour, onChange }: ColourProps) => (
  <div className="role-colour">
    <label className="setting">
      <input type="checkbox" checked={colour !== 0} onChange={() => onChange(colour === 0 ? begun : 0)} />
      <Trans>Colour of their names</Trans>
    </label>
    {colour !== 0 && (
      <input
        type="color"
        aria-label={t`Colour`}
        value={hexOf(colour)}
        // Black would be none.
        onChange={({ target }) => onChange(Math.max(1, Number.parseInt(target.value.slice(1), 16)))}
      />
    )}
  </div>
)
