import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type KeyboardEvent, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { useHost } from '../host/host.ts'
import { chordOf, keysOf } from './chord.ts'
import { type Keys, keepKeys, keysIn, takenBy, usualKeys } from './own-keys.ts'
import { fixed, type ShortcutId, shortcutIds, shortcuts } from './table.ts'

/** Every shortcut, and the way to give it other keys. */
export const ShortcutsDialog = () => {
  const { closeOverlay } = useHost().overlays
  const { storage } = useChat()
  const [keys, show] = useState(() => keysIn(storage))
  const [choosing, choose] = useState<ShortcutId>()
  const [note, setNote] = useState('')
  const keep = (next: Keys) => {
    keepKeys(storage, next)
    show(next)
    choose(undefined)
  }
  const take = (id: ShortcutId, chord: string) => {
    const other = takenBy(keys, chord, id)
    if (other) return setNote(t`${keysOf(chord).join(' ')} is taken: ${shortcuts[other].about}.`)
    setNote('')
    keep({ ...keys, [id]: chord })
  }
  const isUsual = shortcutIds.every((id) => keys[id] === usualKeys[id])
  return (
    <Dialog title={t`Keyboard shortcuts`} onClose={() => closeOverlay('shortcuts')}>
      <p className="hint">
        <Trans>Kept on this device. To give one other keys, press it, and then the keys.</Trans>
      </p>
      <p className="fault" role="status">
        {note}
      </p>
      <ul className="shortcuts">
        {shortcutIds.map((id) => (
          <li key={id}>
            <span>{shortcuts[id].about}</span>
            <KeysButton
              chord={keys[id]}
              of={shortcuts[id].about}
              isChosen={choosing === id}
              onChoose={() => choose(choosing === id ? undefined : id)}
              onTake={(chord) => take(id, chord)}
            />
          </li>
        ))}
      </ul>
      {!isUsual && (
        <button type="button" onClick={() => keep(usualKeys)}>
          <Trans>As they were at first</Trans>
        </button>
      )}
      <h3>
        <Trans>Where one is</Trans>
      </h3>
      <ul className="shortcuts">
        {fixed.map(({ about, keys: chord }) => (
          <li key={about}>
            <span>{about}</span>
            <Chord chord={chord} />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

export const Chord = ({ chord }: { readonly chord: string }) => (
  <span className="chord">
    {keysOf(chord).map((key) => (
      <kbd key={key}>{key}</kbd>
    ))}
  </span>
)

interface KeysButtonProps {
  readonly chord: string
  readonly of: string
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly onTake: (chord: string) => void
}

/** While it is chosen it takes the keys that are pressed; Escape and Tab lead out of it. */
const KeysButton = ({ chord, of, isChosen, onChoose, onTake }: KeysButtonProps) => {
  const onKeyDown = (event: KeyboardEvent) => {
    const pressed = isChosen ? chordOf(event.nativeEvent) : undefined
    if (pressed === undefined || pressed === 'Tab' || pressed === 'Shift+Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (pressed === 'Escape') onChoose()
    else onTake(pressed)
  }
  return (
    <button
      type="button"
      aria-label={t`Change: ${of}`}
      aria-pressed={isChosen}
      onClick={onChoose}
      onKeyDown={onKeyDown}
    >
      {isChosen ? t`Press keys…` : <Chord chord={chord} />}
    </button>
  )
}
