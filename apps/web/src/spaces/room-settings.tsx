import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space, SpaceRoom } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { Newcomers } from '../group/newcomers.tsx'
import { pauses, pauseText } from '../group/pauses.ts'
import { themes, themeText } from '../group/themes.ts'
import { useHost } from '../host/host.ts'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { FollowElsewhere, Followed } from './announcements.tsx'
import { Explain } from './explain.tsx'
import { Overrides } from './overrides.tsx'
import { TagsForm } from './tags-form.tsx'

interface RoomSettingsProps {
  readonly space: Space
  readonly room: SpaceRoom
}

/** What a room of a space is, and who may do what there. */
export const RoomSettings = ({ space, room }: RoomSettingsProps) => {
  const mayChange = room.may.includes('manage_rooms')
  const mayRule = room.may.includes('manage_roles')
  return (
    <>
      {mayChange ? (
        <>
          <ProfileForm key={`${room.name} ${room.topic}`} room={room} />
          <Settings space={space} room={room} />
          {room.kind === 'forum' && <TagsForm key={JSON.stringify(room.tags)} room={room} />}
        </>
      ) : (
        <p dir="auto">{room.topic ? tame(room.topic) : t`Nothing is said of what it is about.`}</p>
      )}
      <FollowElsewhere space={space} room={room} />
      {mayChange && room.kind !== 'forum' && <Followed room={room} />}
      {mayRule && (
        <section aria-label={t`Who may do what`}>
          <h3>
            <Trans>Who may do what here</Trans>
          </h3>
          <Following space={space} room={room} />
          <Overrides space={space} where={{ room: room.id }} />
        </section>
      )}
      <section aria-label={t`Why`}>
        <h3>
          <Trans>Why somebody may do what they may</Trans>
        </h3>
        <Explain space={space} room={room.id} mayAskOfOthers={mayRule} />
      </section>
      {mayChange && <Ending room={room} />}
    </>
  )
}

const ProfileForm = ({ room }: { readonly room: SpaceRoom }) => {
  const { parley } = useChat()
  const [name, setName] = useState(room.name)
  const [topic, setTopic] = useState(room.topic)
  const { run, busy, fault } = useDeed()
  const isSame = name.trim() === room.name && topic.trim() === room.topic
  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(() => parley.call('room.change', { room: room.id, name: name.trim(), topic: topic.trim() }))
  }
  return (
    <form aria-label={t`Name and topic`} onSubmit={save}>
      <TextField label={t`Name of the room`} value={name} most={64} isRequired onChange={setName} />
      <TextField label={t`Topic`} value={topic} most={256} onChange={setTopic} />
      <Fault text={fault} />
      {!isSame && (
        <button type="submit" className="primary" disabled={busy || name.trim() === ''}>
          <Trans>Save</Trans>
        </button>
      )}
    </form>
  )
}

const Settings = ({ space, room }: RoomSettingsProps) => {
  const { parley } = useChat()
  const sections = useSelected(space, ({ sections }) => sections)
  const { run, fault } = useDeed()
  const change = (wanted: {
    slow_seconds?: number
    theme?: SpaceRoom['theme']
    newcomers?: SpaceRoom['newcomers']
    category?: string
  }) => void run(() => parley.call('room.change', { room: room.id, ...wanted }))
  return (
    <section aria-label={t`Settings`} className="settings">
      <Choice label={t`Category`} value={room.category ?? ''} onChange={(category) => change({ category })}>
        <option value="">
          <Trans>None</Trans>
        </option>
        {sections.map(
          ({ category }) =>
            category && (
              <option key={category.category} value={category.category}>
                {tame(category.name)}
              </option>
            ),
        )}
      </Choice>
      <Choice
        label={t`Slow mode`}
        value={String(room.slowSeconds)}
        onChange={(value) => change({ slow_seconds: Number(value) })}
      >
        {pauses(room.slowSeconds).map((seconds) => (
          <option key={seconds} value={seconds}>
            {seconds === 0 ? t`Off` : t`A message every ${pauseText(seconds)}`}
          </option>
        ))}
      </Choice>
      <Newcomers value={room.newcomers} onChange={(value) => change({ newcomers: value })} />
      <Choice
        label={t`Theme`}
        value={room.theme}
        onChange={(value) => change({ theme: themes.find((theme) => theme === value) ?? 'plain' })}
      >
        {themes.map((name) => (
          <option key={name} value={name}>
            {themeText(name)}
          </option>
        ))}
      </Choice>
      <Fault text={fault} />
    </section>
  )
}

/** A room in a category follows it until it is changed by itself. */
const Following = ({ space, room }: RoomSettingsProps) => {
  const { parley } = useChat()
  const { run, fault } = useDeed()
  const category = space.sections.find(({ category }) => category?.category === room.category)?.category
  if (!category) return null
  const name = tame(category.name)
  if (!room.apart)
    return (
      <p className="hint">
        <Trans>
          As <bdi>{name}</bdi> says, until you change it here.
        </Trans>
      </p>
    )
  return (
    <>
      <p className="hint">
        <Trans>Set for this room alone.</Trans>
      </p>
      <Confirm
        label={t`Follow ${name} again`}
        question={t`Drop what is set here, and follow ${apart(name)}?`}
        onConfirm={() => run(() => parley.call('room.change', { room: room.id, apart: false }))}
      />
      <Fault text={fault} />
    </>
  )
}

const Ending = ({ room }: { readonly room: SpaceRoom }) => {
  const { closeBeside } = useHost().beside
  const { parley } = useChat()
  const { run, fault } = useDeed()
  return (
    <section aria-label={t`Deleting`}>
      <Confirm
        label={t`Delete the room`}
        question={t`Delete ${apart(tame(room.name))} with all that was said in it, for everybody and for good?`}
        className="quiet danger-text"
        onConfirm={() => run(() => parley.call('room.delete', { room: room.id }).then(closeBeside))}
      />
      <Fault text={fault} />
    </section>
  )
}
