import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Input, Output } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { useCallback, useEffect, useState } from 'react'
import { useChat, useName, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { useDeed } from '../use-deed.ts'
import { FindResident } from './find-resident.tsx'
import { inRooms, permissionText } from './permission-text.ts'
import { roleName } from './roles.tsx'

type Where = Input<'override.set'>['in']
type Holder = Input<'override.set'>['of']
type Override = Output<'override.list'>['overrides'][number]

interface OverridesProps {
  readonly space: Space
  readonly where: Where
}

const keyOf = (of: Holder): string => ('role' in of ? `role ${of.role}` : `user ${of.user}`)

/** All of them, page by page; read again whenever what rooms say may be another thing. */
const useOverrides = (space: Space, where: Where) => {
  const { parley } = useChat()
  const [all, setAll] = useState<readonly Override[]>()
  const { run, busy, fault } = useDeed()
  const place = JSON.stringify(where)
  const load = useCallback(async () => {
    const found: Override[] = []
    for (let more = true; more; ) {
      const after = found.at(-1)?.of
      const page: Output<'override.list'> = await parley.call('override.list', {
        space: space.id,
        in: JSON.parse(place) as Where,
        ...(after ? { after } : {}),
      })
      found.push(...page.overrides)
      more = page.more && page.overrides.length > 0
    }
    setAll(found)
  }, [parley, space, place])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs what is loaded, and is new with each drawing
  useEffect(() => {
    void run(load)
    return parley.on('event', ({ on, ev }) => {
      if (on === space.on && ev === 'rights.changed') void run(load)
    })
  }, [load])
  return { all, busy, fault, run }
}

/** What a room, or a category, says otherwise than the roles. */
export const Overrides = ({ space, where }: OverridesProps) => {
  const { parley } = useChat()
  const { all, busy, fault, run } = useOverrides(space, where)
  const roles = useSelected(space, ({ roleList }) => roleList)
  const [chosen, setChosen] = useState<Holder>({ role: 0 })
  const [isFinding, setFinding] = useState(false)
  const override = all?.find(({ of }) => keyOf(of) === keyOf(chosen))
  const people = (all ?? []).flatMap(({ of }) => ('user' in of ? [of] : []))
  const shown = 'user' in chosen && !people.some(({ user }) => user === chosen.user) ? [...people, chosen] : people

  const say = (permission: string, value: string) =>
    run(() => {
      const without = (names: readonly string[] = []) => names.filter((name) => name !== permission)
      const allow = [...without(override?.allow), ...(value === 'allow' ? [permission] : [])]
      const deny = [...without(override?.deny), ...(value === 'deny' ? [permission] : [])]
      const what = { space: space.id, in: where, of: chosen }
      if (allow.length + deny.length === 0) return parley.call('override.remove', what)
      return parley.call('override.set', { ...what, allow, deny } as Input<'override.set'>)
    })

  return (
    <div className="overrides">
      <Choice
        label={t`For`}
        value={keyOf(chosen)}
        onChange={(key) => {
          setFinding(key === 'find')
          const person = shown.find((one) => keyOf(one) === key)
          if (key !== 'find') setChosen(person ?? { role: Number(key.slice('role '.length)) })
        }}
      >
        {roles.map((role) => (
          <option key={role.role} value={keyOf(role)}>
            {roleName(role)}
            {all?.some(({ of }) => keyOf(of) === keyOf({ role: role.role })) ? ' •' : ''}
          </option>
        ))}
        {shown.map((one) => (
          <Person key={one.user} user={one.user} />
        ))}
        <option value="find">
          <Trans>Somebody else…</Trans>
        </option>
      </Choice>
      {isFinding && (
        <FindResident
          space={space}
          onFound={(user) => {
            setFinding(false)
            setChosen({ user })
          }}
        />
      )}
      <Fault text={fault} />
      <fieldset className="states" disabled={busy || !all}>
        <legend className="unseen">
          <Trans>What they may do here</Trans>
        </legend>
        {inRooms.map((name) => (
          <State
            key={name}
            name={name}
            value={override?.allow.includes(name) ? 'allow' : override?.deny.includes(name) ? 'deny' : ''}
            onChange={(value) => void say(name, value)}
          />
        ))}
      </fieldset>
    </div>
  )
}

const Person = ({ user }: { readonly user: string }) => <option value={keyOf({ user })}>{useName(user)}</option>

interface StateProps {
  readonly name: string
  readonly value: string
  readonly onChange: (value: string) => void
}

const State = ({ name, value, onChange }: StateProps) => (
  <label className={`state ${value}`}>
    <span>{permissionText(name)}</span>
    <select value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">
        <Trans>As roles say</Trans>
      </option>
      <option value="allow">
        <Trans>Allowed</Trans>
      </option>
      <option value="deny">
        <Trans>Not allowed</Trans>
      </option>
    </select>
  </label>
)
