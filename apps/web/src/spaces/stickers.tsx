import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { uuid7 } from '@parley/client'
import type { SpaceSticker } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import type { BankHolder } from '../bank/use-bank.ts'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Badge, PictureSetting } from '../files/later.tsx'
import { OneOf } from '../one-of.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { AddStarters } from './add-starters.tsx'
import { BankEntry } from './bank-entry.tsx'
import { longestName } from './tags-of.ts'

type Kind = SpaceSticker['kind']

const kinds: readonly (readonly [Kind, string, string])[] = [
  ['sticker', t`Sticker`, t`a picture without a frame`],
  ['gif', 'GIF', t`a picture that moves`],
  ['sound', t`Sound`, t`at most 30 seconds`],
]

/** What a bank has to be sent as messages. */
export const Stickers = ({ space }: { readonly space: BankHolder }) => {
  const stickers = useSelected(space, ({ stickers }) => stickers)
  return (
    <section aria-label={t`Stickers, GIFs and sounds`}>
      <h3>
        <Trans>Stickers, GIFs and sounds</Trans>
      </h3>
      {stickers.length > 0 && (
        <ul className="roles" aria-label={t`Stickers, GIFs and sounds by name`}>
          {stickers.map((one) => (
            <li key={one.sticker}>
              <details>
                <summary>
                  {one.kind !== 'sound' && (
                    <span className="shown-picture">
                      <Badge of={space.id} file={one.file} />
                    </span>
                  )}
                  <span className="role-name" dir="auto">
                    {tame(one.name)}
                  </span>
                </summary>
                <One key={one.name} space={space} sticker={one} />
              </details>
            </li>
          ))}
        </ul>
      )}
      <NewSticker space={space} />
      <AddStarters space={space} />
    </section>
  )
}

const NewSticker = ({ space }: { readonly space: BankHolder }) => {
  const { parley } = useChat()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('sticker')
  const [file, setFile] = useState('')
  const { run, busy, fault } = useDeed()
  const add = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      await parley.call('sticker.set', { space: space.id, sticker: uuid7(), name: name.trim(), kind, file })
      setName('')
      setFile('')
    })
  }
  return (
    <form aria-label={t`New sticker, GIF or sound`} onSubmit={add}>
      <TextField
        label={t`New sticker, GIF or sound`}
        value={name}
        most={longestName}
        hint={t`Its name`}
        onChange={setName}
      />
      <OneOf legend={t`What it is`} all={kinds} value={kind} onChange={setKind} />
      <PictureSetting
        label={kind === 'sound' ? t`Sound` : t`Picture of the new sticker`}
        takes={kind === 'sound' ? 'audio' : 'image'}
        file={file}
        onChange={setFile}
      />
      <Fault text={fault} />
      <button type="submit" disabled={busy || name.trim() === '' || file === ''}>
        <Trans>Add it</Trans>
      </button>
    </form>
  )
}

const One = ({ space, sticker: one }: { readonly space: BankHolder; readonly sticker: SpaceSticker }) => {
  const { parley } = useChat()
  const { sticker, name, tags = [] } = one
  const shown = tame(name)
  return (
    <BankEntry
      label={t`Sticker ${shown}`}
      name={name}
      tags={tags}
      removal={t`Remove ${shown}`}
      question={t`Remove it? It is no longer there to be sent; what was sent stays.`}
      onChange={(changed) => parley.call('sticker.set', { space: space.id, sticker, ...changed })}
      onRemove={() => parley.call('sticker.remove', { space: space.id, sticker })}
    />
  )
}
