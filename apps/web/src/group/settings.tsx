import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room, RoomChange } from '@parley/client'
import { useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { PictureSetting } from '../files/later.tsx'
import { useDeed } from '../use-deed.ts'
import { Choice } from './choice.tsx'
import { Keeping } from './keeping.tsx'
import { Newcomers } from './newcomers.tsx'
import { pauses, pauseText } from './pauses.ts'
import { themes, themeText } from './themes.ts'

/** Who may say what in a group, how often, for how long that is kept, and how it looks. What is chosen is so at once, for everybody. */
export const Settings = ({ room }: { readonly room: Room }) => {
  const posting = useSelected(room, (room) => room.posting)
  const pause = useSelected(room, (room) => room.slowSeconds)
  const mentionAll = useSelected(room, (room) => room.mentionAll)
  const theme = useSelected(room, (room) => room.theme)
  const picture = useSelected(room, (room) => room.picture)
  const newcomers = useSelected(room, (room) => room.newcomers)
  const { run, fault } = useDeed()
  const change = (wanted: RoomChange) => void run(() => room.change(wanted))

  return (
    <section aria-label={t`Settings`} className="settings">
      <h3>
        <Trans>Settings</Trans>
      </h3>
      <WhoMay label={t`Who can post`} value={posting} onChange={(posting) => change({ posting })} />
      <WhoMay
        label={t`Who can mention everybody`}
        value={mentionAll}
        onChange={(mention_all) => change({ mention_all })}
      />
      <Choice label={t`Slow mode`} value={String(pause)} onChange={(value) => change({ slow_seconds: Number(value) })}>
        {pauses(pause).map((seconds) => (
          <option key={seconds} value={seconds}>
            {seconds === 0 ? t`Off` : t`A message every ${pauseText(seconds)}`}
          </option>
        ))}
      </Choice>
      <Newcomers value={newcomers} onChange={(value) => change({ newcomers: value })} />
      <Keeping of={room} otherwise={t`this server`} change={change} />
      <fieldset className="themes">
        <legend>
          <Trans>Theme</Trans>
        </legend>
        {themes.map((name) => (
          <label key={name} data-theme={name} className="theme">
            <input
              type="radio"
              name={`theme-${room.id}`}
              checked={name === theme}
              onChange={() => change({ theme: name })}
            />
            {themeText(name)}
          </label>
        ))}
      </fieldset>
      <PictureSetting
        label={t`Picture`}
        of={room.id}
        file={picture}
        onChange={(file) => room.change({ picture: file })}
      />
      <Fault text={fault} />
    </section>
  )
}

interface WhoMayProps {
  readonly label: string
  readonly value: 'members' | 'admins'
  readonly onChange: (value: 'members' | 'admins') => void
}

const WhoMay = ({ label, value, onChange }: WhoMayProps) => (
  <Choice label={label} value={value} onChange={(chosen) => onChange(chosen === 'admins' ? 'admins' : 'members')}>
    <option value="members">
      <Trans>Everybody</Trans>
    </option>
    <option value="admins">
      <Trans>Owner and admins</Trans>
    </option>
  </Choice>
)
