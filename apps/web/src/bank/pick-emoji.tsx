import { t } from '@lingui/core/macro'
import { type FormEvent, useState } from 'react'
import { ShownEmoji } from '../spaces/shown-emoji.tsx'
import { tame } from '../tame.ts'
import { found } from './found.ts'
import { useNamedEmoji } from './use-bank.ts'

const usual = ['👍', '❤️', '😂', '🎉', '😮', '😢']

interface PickEmojiProps {
  /** What one does by it. */
  readonly label: string
  readonly picked?: (emoji: string) => boolean
  readonly onPick: (emoji: string, isPicked: boolean) => void
}

/** Emoji that one may want, with those of the space and of the deployment; what is typed finds some of these, or is one itself. */
export const PickEmoji = ({ label, picked = () => false, onPick }: PickEmojiProps) => {
  const [other, setOther] = useState('')
  const typed = other.trim()
  const own = found(useNamedEmoji(), typed)
  const [first] = own
  const pick = (event: FormEvent) => {
    event.preventDefault()
    if (typed) onPick(first?.emoji ?? typed, false)
  }
  return (
    <fieldset className="emoji" aria-label={label}>
      <div className="usual">
        {typed === '' &&
          usual.map((emoji) => (
            <button
              key={emoji}
              type="button"
              className="icon"
              aria-pressed={picked(emoji)}
              onClick={() => onPick(emoji, picked(emoji))}
            >
              {emoji}
            </button>
          ))}
        {own.map(({ emoji, name, file }) => (
          <button
            key={emoji}
            type="button"
            className={file ? 'icon' : 'quiet'}
            aria-label={`:${tame(name)}:`}
            aria-pressed={picked(emoji)}
            onClick={() => onPick(emoji, picked(emoji))}
          >
            <ShownEmoji emoji={emoji} />
          </button>
        ))}
      </div>
      <form onSubmit={pick}>
        <input
          aria-label={t`Another emoji`}
          placeholder={t`Another emoji`}
          value={other}
          onChange={({ target }) => setOther(target.value)}
        />
        <button type="submit" disabled={!typed}>
          {label}
        </button>
      </form>
    </fieldset>
  )
}
