import { uuid7 } from '@parley/client'
import type { Space, SpaceEmoji } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'

const longest = 32

/** The emoji that a space has of its own: one gives them names. */
export const Emoji = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const emoji = useSelected(space, ({ emojiList }) => emojiList)
  const [name, setName] = useState('')
  const { run, busy, fault } = useDeed()
  const add = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      await parley.call('emoji.set', { space: space.id, emoji: uuid7(), name: name.trim() })
      setName('')
    })
  }
  return (
    <section aria-label="Emoji">
      <h3>Emoji</h3>
      {emoji.length > 0 && (
        <ul className="roles" aria-label="Emoji by name">
          {emoji.map((one) => (
            <li key={one.emoji}>
              <details>
                <summary>
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
      <form aria-label="New emoji" onSubmit={add}>
        <TextField label="New emoji" value={name} most={longest} hint="Its name" onChange={setName} />
        <Fault text={fault} />
        <button type="submit" disabled={busy || name.trim() === ''}>
          Add emoji
        </button>
      </form>
    </section>
  )
}

const One = ({ space, emoji: { emoji, name } }: { readonly space: Space; readonly emoji: SpaceEmoji }) => {
  const { parley } = useChat()
  const [wanted, setWanted] = useState(name)
  const { run, busy, fault } = useDeed()
  const shown = tame(name)
  const rename = (event: FormEvent) => {
    event.preventDefault()
    void run(() => parley.call('emoji.set', { space: space.id, emoji, name: wanted.trim() }))
  }
  return (
    <form aria-label={`Emoji ${shown}`} onSubmit={rename}>
      <TextField label="Name" value={wanted} most={longest} isRequired onChange={setWanted} />
      <Fault text={fault} />
      <div className="buttons">
        {wanted.trim() !== name && (
          <button type="submit" disabled={busy || wanted.trim() === ''}>
            Rename
          </button>
        )}
        <Confirm
          label="Remove"
          name={`Remove the emoji ${shown}`}
          question="Remove this emoji? Nobody can react with it any more."
          className="quiet danger-text"
          onConfirm={() => run(() => parley.call('emoji.remove', { space: space.id, emoji }))}
        />
      </div>
    </form>
  )
}
