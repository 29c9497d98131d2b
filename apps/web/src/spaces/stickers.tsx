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
  ['sticker', 'Sticker', 'a picture without a frame'],
  ['gif', 'GIF', 'a picture that moves'],
  ['sound', 'Sound', 'at most 30 seconds'],
]

/** What a bank has to be sent as messages. */
export const Stickers = ({ space }: { readonly space: BankHolder }) => {
  const stickers = useSelected(space, ({ stickers }) => stickers)
  return (
    <section aria-label="Stickers, GIFs and sounds">
      <h3>Stickers, GIFs and sounds</h3>
      {stickers.length > 0 && (
        <ul className="roles" aria-label="Stickers, GIFs and sounds by name">
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
    <form aria-label="New sticker, GIF or sound" onSubmit={add}>
      <TextField label="New sticker, GIF or sound" value={name} most={longestName} hint="Its name" onChange={setName} />
      <OneOf legend="What it is" all={kinds} value={kind} onChange={setKind} />
      <PictureSetting
        label={kind === 'sound' ? 'Sound' : 'Picture of the new sticker'}
        takes={kind === 'sound' ? 'audio' : 'image'}
        file={file}
        onChange={setFile}
      />
      <Fault text={fault} />
      <button type="submit" disabled={busy || name.trim() === '' || file === ''}>
        Add it
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
      label={`Sticker ${shown}`}
      name={name}
      tags={tags}
      removal={`Remove ${shown}`}
      question="Remove it? It is no longer there to be sent; what was sent stays."
      onChange={(changed) => parley.call('sticker.set', { space: space.id, sticker, ...changed })}
      onRemove={() => parley.call('sticker.remove', { space: space.id, sticker })}
    />
  )
}
