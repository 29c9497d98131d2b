import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { PictureSetting } from '../files/later.tsx'
import { Keeping } from '../group/keeping.tsx'
import { useHost } from '../host/host.ts'
import { listAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { Emoji } from './emoji.tsx'
import { Entering } from './entering.tsx'
import { AsksForFactor } from './factor-missing.tsx'
import { Filters } from './filters.tsx'
import { Stickers } from './stickers.tsx'

/** What a space is called and about, what one is called there, and how one goes. */
export const About = ({ space }: { readonly space: Space }) => {
  const { me } = useChat()
  const mayChange = useSelected(space, (space) => space.may('manage_space'))
  const isOwner = useSelected(space, ({ owner }) => owner === me)
  const description = useSelected(space, ({ description }) => description)
  return (
    <>
      {mayChange ? (
        <ProfileForm key={`${space.name} ${description}`} space={space} />
      ) : (
        <p dir="auto">{description ? tame(description) : t`Nothing is said of what it is about.`}</p>
      )}
      {mayChange && <Pictures space={space} />}
      {mayChange && <Kept space={space} />}
      {mayChange && <LooksUp space={space} />}
      {isOwner && <AsksForFactor space={space} />}
      <NickForm space={space} />
      {mayChange && <Emoji space={space} />}
      {mayChange && <Stickers space={space} />}
      <Entering space={space} />
      {mayChange && <Filters space={space} />}
      <Going space={space} />
    </>
  )
}

const ProfileForm = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const [name, setName] = useState(space.name)
  const [description, setDescription] = useState(space.description)
  const { run, busy, fault } = useDeed()
  const isSame = name.trim() === space.name && description.trim() === space.description
  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(() =>
      parley.call('space.change', {
        space: space.id,
        ...(name.trim() === space.name ? {} : { name: name.trim() }),
        ...(description.trim() === space.description ? {} : { description: description.trim() }),
      }),
    )
  }
  return (
    <form aria-label={t`Name and description`} onSubmit={save}>
      <TextField label={t`Name of the space`} value={name} most={64} isRequired onChange={setName} />
      <TextField label={t`What it is about`} value={description} most={256} onChange={setDescription} />
      <Fault text={fault} />
      {!isSame && (
        <button type="submit" className="primary" disabled={busy || name.trim() === ''}>
          <Trans>Save</Trans>
        </button>
      )}
    </form>
  )
}

const Pictures = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const icon = useSelected(space, ({ icon }) => icon)
  const banner = useSelected(space, ({ banner }) => banner)
  const change = (wanted: { icon: string } | { banner: string }) =>
    parley.call('space.change', { space: space.id, ...wanted })
  return (
    <section aria-label={t`Pictures`} className="settings">
      <PictureSetting label={t`Icon`} of={space.id} file={icon} onChange={(file) => change({ icon: file })} />
      <PictureSetting label={t`Banner`} of={space.id} file={banner} onChange={(file) => change({ banner: file })} />
    </section>
  )
}

const Kept = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const { run, fault } = useDeed()
  return (
    <section aria-label={t`Messages`} className="settings">
      <Keeping
        of={space}
        otherwise={t`this server`}
        change={(wanted) => void run(() => parley.call('space.change', { space: space.id, ...wanted }))}
      />
      <p className="hint">
        <Trans>A room may say otherwise.</Trans>
      </p>
      <Fault text={fault} />
    </section>
  )
}

/** Whether this server looks links up at all, whoever runs it says. */
const LooksUp = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const isPlain = useSelected(space, ({ plainLinks }) => plainLinks)
  const { run, busy, fault } = useDeed()
  return (
    <section aria-label={t`Links`} className="settings">
      <label className="setting">
        <input
          type="checkbox"
          checked={!isPlain}
          disabled={busy}
          onChange={({ target: { checked } }) =>
            void run(() => parley.call('space.change', { space: space.id, plain_links: !checked }))
          }
        />
        <Trans>Look up what links lead to</Trans>
      </label>
      <Fault text={fault} />
    </section>
  )
}

const NickForm = ({ space }: { readonly space: Space }) => {
  const { me, parley } = useChat()
  const [nick, setNick] = useState(space.nick ?? '')
  const told = useSelected(space, ({ nick }) => nick ?? '')
  const { run, busy, fault } = useDeed()
  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(() => parley.call('resident.change', { space: space.id, user: me, nick: nick.trim() }))
  }
  return (
    <form aria-label={t`Your nickname`} onSubmit={save}>
      <TextField label={t`Your nickname here`} value={nick} most={64} hint={t`As everywhere`} onChange={setNick} />
      <Fault text={fault} />
      {nick.trim() !== told && (
        <button type="submit" disabled={busy}>
          <Trans>Save the nickname</Trans>
        </button>
      )}
    </form>
  )
}

const Going = ({ space }: { readonly space: Space }) => {
  const { closeBeside } = useHost().beside
  const { goTo } = useHost().route
  const { me, parley } = useChat()
  const name = tame(useSelected(space, ({ name }) => name))
  const isOwner = useSelected(space, ({ owner }) => owner === me)
  const isEnding = useSelected(space, ({ endsAt }) => endsAt !== undefined)
  const { run, fault } = useDeed()
  const leave = () =>
    run(async () => {
      await parley.call('space.leave', { space: space.id })
      closeBeside()
      goTo(listAddress)
    })
  return (
    <section aria-label={t`Leaving`}>
      <Confirm
        label={t`Leave the space`}
        question={
          isOwner
            ? t`Leave ${apart(name)}? Whoever of its administrators has lived there longest becomes owner, or else whoever of all has.`
            : t`Leave ${apart(name)}?`
        }
        className="quiet danger-text"
        onConfirm={leave}
      />
      {isOwner && !isEnding && (
        <Confirm
          label={t`Delete the space`}
          question={t`Delete ${apart(name)} with all that was said in it, for everybody? For a while you can still take that back.`}
          className="quiet danger-text"
          onConfirm={() => run(() => parley.call('space.delete', { space: space.id }))}
        />
      )}
      <Fault text={fault} />
    </section>
  )
}
