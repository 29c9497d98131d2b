import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Choice } from '../group/choice.tsx'
import { tame } from '../tame.ts'
import { DeedForm } from './deed-form.tsx'
import { roleMay, roleNames, type StaffRole } from './own-role.ts'
import type { Person } from './people.tsx'
import { ShownOnce } from './shown-once.tsx'
import { For, forMs } from './spans.tsx'
import { standingName } from './standing-name.ts'

const restrictions = [
  ['suspended', t`Suspend`, t`They read, leave and log out, and do nothing else.`],
  ['locked', t`Lock`, t`Nothing is answered to them. Their devices stay logged in, and go on when it is lifted.`],
  ['banned', t`Ban`, t`They are logged out everywhere, and cannot log in.`],
] as const

type Kind = (typeof restrictions)[number][0] | 'pending'

type Doing =
  | { readonly is: 'restrict'; readonly kind: Exclude<Kind, 'pending'>; readonly label: string; readonly means: string }
  | { readonly is: 'release'; readonly kind: Kind; readonly label: string; readonly means: string }
  | { readonly is: 'log out' | 'reset' | 'appoint'; readonly label: string; readonly means: string }

/** What one's role allows to be done to them. */
const deedsFor = (role: StaffRole, { restrictions: held, program }: Person): Doing[] => {
  const has = (kind: string) => held.some((one) => one.kind === kind)
  const restricting = roleMay(role, 'people.restrict')
  const helping = roleMay(role, 'people.help') && !program
  return [
    ...(restricting ? held.map(({ kind }) => releaseOf(kind as Kind)) : []),
    ...(restricting
      ? restrictions
          .filter(([kind]) => !has(kind))
          .map(([kind, label, means]): Doing => ({ is: 'restrict', kind, label, means }))
      : []),
    ...(helping
      ? ([
          { is: 'log out', label: t`Log out everywhere`, means: t`All of their sessions end. They can log in again.` },
          {
            is: 'reset',
            label: t`New password`,
            means: t`The server makes one, and all of their sessions end. Tell it to them on a way that is safe.`,
          },
        ] as const)
      : []),
    ...(roleMay(role, 'staff.appoint') && !program
      ? ([{ is: 'appoint', label: t`Change role`, means: t`What they may do in running the platform.` }] as const)
      : []),
  ]
}

const releaseOf = (kind: Kind): Doing =>
  kind === 'pending'
    ? { is: 'release', kind, label: t`Let in`, means: t`They can log in from now on.` }
    : { is: 'release', kind, label: t`End: ${standingName(kind)}`, means: t`It holds no longer.` }

interface PersonDeedsProps {
  readonly role: StaffRole
  readonly person: Person
  readonly onChanged: () => Promise<void>
}

export const PersonDeeds = ({ role, person, onChanged }: PersonDeedsProps) => {
  const { me } = useChat()
  const [doing, setDoing] = useState<Doing>()
  const [password, setPassword] = useState<string>()
  const deeds = deedsFor(role, person)
  if (person.user === me)
    return (
      <p className="hint">
        <Trans>This is you. Your settings are where your name stands.</Trans>
      </p>
    )
  if (password !== undefined)
    return <ShownOnce text={t`Their new password:`} secret={password} onKept={() => setPassword(undefined)} />
  if (doing)
    return (
      <Doer
        doing={doing}
        person={person}
        onDone={async (made) => {
          setDoing(undefined)
          setPassword(made)
          await onChanged()
        }}
        onCancel={() => setDoing(undefined)}
      />
    )
  return (
    <div className="buttons">
      {deeds.map((deed) => (
        <button
          key={deed.label}
          type="button"
          className={deed.is === 'restrict' ? 'quiet danger-text' : 'quiet'}
          aria-label={`${deed.label}: ${tame(person.name)}`}
          onClick={() => setDoing(deed)}
        >
          {deed.label}
        </button>
      ))}
    </div>
  )
}

interface DoerProps {
  readonly doing: Doing
  readonly person: Person
  /** Told the password, where one was made. */
  readonly onDone: (password?: string) => Promise<void>
  readonly onCancel: () => void
}

const Doer = ({ doing, person, onDone, onCancel }: DoerProps) => {
  const { parley } = useChat()
  const [span, setSpan] = useState(0)
  const [withFactors, setWithFactors] = useState(false)
  const [appointed, setAppointed] = useState<StaffRole | 'none'>(person.role ?? 'none')
  const { user, name } = person
  const act = async (reason: string) => {
    if (doing.is === 'restrict')
      await parley.call('person.restrict', { user, kind: doing.kind, reason, ...forMs(span) })
    if (doing.is === 'release') await parley.call('person.release', { user, kind: doing.kind, reason })
    if (doing.is === 'log out') await parley.call('person.log_out', { user, reason })
    if (doing.is === 'appoint') await parley.call('staff.appoint', { user, role: appointed, reason })
    if (doing.is !== 'reset') return onDone()
    const made = await parley.call('person.reset', { user, reason, ...(withFactors ? { factors: true } : {}) })
    return onDone(made.password)
  }
  return (
    <DeedForm
      label={`${doing.label}: ${tame(name)}`}
      means={doing.means}
      isHarmless={doing.is === 'release' || doing.is === 'appoint'}
      onDo={act}
      onCancel={onCancel}
    >
      {doing.is === 'restrict' && <For value={span} onChange={setSpan} />}
      {doing.is === 'appoint' && (
        <Choice label={t`Role`} value={appointed} onChange={(value) => setAppointed(value as typeof appointed)}>
          <option value="none">{t`None`}</option>
          {Object.entries(roleNames).map(([one, label]) => (
            <option key={one} value={one}>
              {label}
            </option>
          ))}
        </Choice>
      )}
      {doing.is === 'reset' && (
        <label className="choice">
          <input type="checkbox" checked={withFactors} onChange={({ target }) => setWithFactors(target.checked)} />
          <span>
            <Trans>Take away their second factors, too: they have lost all of them</Trans>
          </span>
        </label>
      )}
    </DeedForm>
  )
}
