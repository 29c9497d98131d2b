import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useId, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { PictureSetting } from '../files/later.tsx'
import { personTag } from '../people/namesakes.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'

type Profile = Output<'profile.get'>

const plain = '#808080'

/** What one tells of oneself. Another device does not overwrite what is being typed. */
export const ProfileSetting = () => {
  const { me, parley } = useChat()
  const [profile, setProfile] = useState<Profile>()
  useEffect(() => {
    parley.call('profile.get', { user: me }).then(setProfile, noteFault)
  }, [parley, me])
  return (
    profile && (
      <>
        <Pictures told={profile} />
        <ProfileForm told={profile} />
      </>
    )
  )
}

const pictures = [
  [t`Your picture`, 'picture'],
  [t`Your banner`, 'banner'],
] as const

/** Each is set as soon as it is uploaded. */
const Pictures = ({ told }: { readonly told: Profile }) => {
  const { me, parley } = useChat()
  const [now, setNow] = useState(told)
  return pictures.map(([label, as]) => (
    <PictureSetting
      key={as}
      label={label}
      of={me}
      file={now[as] ?? ''}
      onChange={async (file) => setNow(await parley.call('profile.change', { [as]: file }))}
    />
  ))
}

const ProfileForm = ({ told }: { readonly told: Profile }) => {
  const { me, parley } = useChat()
  const [pronouns, setPronouns] = useState(told.pronouns ?? '')
  const [colour, setColour] = useState(told.colour ?? '')
  const [bio, setBio] = useState(told.bio ?? '')
  const [links, setLinks] = useState((told.links ?? []).map(({ url }) => url).join('\n'))
  const [isSaved, setSaved] = useState(false)
  const { run, busy, fault } = useDeed()
  const save = async () => {
    setSaved(false)
    const labels = new Map(told.links?.map(({ url, label }) => [url, label]))
    const urls = [...new Set(links.split(/\s+/u).filter(Boolean))]
    const kept = urls.map((url) => {
      const label = labels.get(url)
      return label === undefined ? { url } : { url, label }
    })
    await parley.call('profile.change', { pronouns: pronouns.trim(), colour, bio: bio.trim(), links: kept })
    setSaved(true)
  }
  return (
    <form
      aria-label={t`Your profile`}
      onSubmit={(event) => {
        event.preventDefault()
        void run(save)
      }}
    >
      <p className="hint">
        <Trans>Others of your name are told apart by tags. Yours is {personTag(me)}.</Trans>
      </p>
      <TextField label={t`Pronouns`} value={pronouns} most={40} onChange={setPronouns} />
      <ColourField value={colour} onChange={setColour} />
      <LongField label={t`About you`} value={bio} most={500} rows={4} onChange={setBio} />
      <LongField label={t`Links, one a line`} value={links} most={2_600} rows={2} onChange={setLinks} />
      <Fault text={fault} />
      <p role="status">{isSaved && t`Saved.`}</p>
      <div className="buttons">
        <button type="submit" className="primary" disabled={busy}>
          <Trans>Save profile</Trans>
        </button>
      </div>
    </form>
  )
}

interface OneFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

const ColourField = ({ value, onChange }: OneFieldProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>
        <Trans>Colour of your card</Trans>
      </label>
      <span>
        <input id={id} type="color" value={value || plain} onChange={({ target }) => onChange(target.value)} />{' '}
        {value && (
          <button type="button" className="quiet" onClick={() => onChange('')}>
            <Trans>No colour</Trans>
          </button>
        )}
      </span>
    </div>
  )
}

interface LongFieldProps extends OneFieldProps {
  readonly label: string
  /** In characters. */
  readonly most: number
  readonly rows: number
}

const LongField = ({ label, value, most, rows, onChange }: LongFieldProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        value={value}
        rows={rows}
        maxLength={most}
        dir="auto"
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  )
}
