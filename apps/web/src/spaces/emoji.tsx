import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { uuid7 } from '@parley/client'
import type { SpaceEmoji } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import type { BankHolder } from '../bank/use-bank.ts'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { EmojiPicture, PictureSetting } from '../files/later.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { BankEntry } from './bank-entry.tsx'
import { longestName } from './tags-of.ts'

/** The emoji of a bank: one gives them names and pictures. */
export const Emoji = ({ space }: { readonly space: BankHolder }) => {
  const emoji = useSelected(space, ({ emojiList }) => emojiList)
  return (
    <section aria-label={t`Emoji`}>
      <h3>
        <Trans>Emoji</Trans>
      </h3>
      {emoji.length > 0 && (
        <ul className="roles" aria-label={t`Emoji by name`}>
          {emoji.map((one) => (
            <li key={one.emoji}>
              <details>
                <summary>
                  {one.file && <EmojiPicture asked={{ file: one.file, room: space.id }} name={one.name} />}
                  <span className="role-name" dir="auto">
                    :{tame(one.name)}:
                  </span>
                </summary>
                <One key={one.name} space={space} emoji={one} />
              </details>
            </li>
          ))}
        </ul>
      )}
      <NewEmoji space={space} />
    </section>
  )
}

const NewEmoji = ({ space }: { readonly space: BankHolder }) => {
  const { parley } = useChat()
  const [name, setName] = useState('')
  const [file, setFile] = useState('')
  const { run, busy, fault } = useDeed()
  const add = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      const emoji = { space: space.id, emoji: uuid7(), name: name.trim() }
      await parley.call('emoji.set', { ...emoji, ...(file ? { file } : {}) })
      setName('')
      setFile('')
    })
  }
  return (
    <form aria-label={t`New emoji`} onSubmit={add}>
      <TextField label={t`New emoji`} value={name} most={longestName} hint={t`Its name`} onChange={setName} />
      <PictureSetting label={t`Picture of the new emoji`} file={file} onChange={setFile} />
      <Fault text={fault} />
      <button type="submit" disabled={busy || name.trim() === ''}>
        <Trans>Add emoji</Trans>
      </button>
    </form>
  )
}

const One = ({ space, emoji: one }: { readonly space: BankHolder; readonly emoji: SpaceEmoji }) => {
  const { parley } = useChat()
  const { emoji, name, file = '', tags = [] } = one
  const shown = tame(name)
  const set = (more: object) => parley.call('emoji.set', { space: space.id, emoji, name, ...more })
  return (
    <BankEntry
      label={t`Emoji ${shown}`}
      name={name}
      tags={tags}
      removal={t`Remove the emoji ${shown}`}
      question={t`Remove this emoji? Nobody can react with it any more, and texts show its name.`}
      onChange={set}
      onRemove={() => parley.call('emoji.remove', { space: space.id, emoji })}
    >
      <PictureSetting
        label={t`Picture of ${shown}`}
        of={space.id}
        file={file}
        stays
        onChange={(given) => set({ file: given })}
      />
    </BankEntry>
  )
}
