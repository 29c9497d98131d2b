import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Badge } from '../files/later.tsx'
import { tame } from '../tame.ts'
import { found } from './found.ts'
import type { HeldSticker } from './use-bank.ts'

interface PickStickerProps {
  readonly stickers: readonly HeldSticker[]
  /** Of all of them, as "Stickers". */
  readonly label: string
  readonly onPick: (sticker: HeldSticker) => void
}

/** Those of a kind; what is typed finds some of them. */
export const PickSticker = ({ stickers, label, onPick }: PickStickerProps) => {
  const [typed, setTyped] = useState('')
  const all = found(stickers, typed)
  return (
    <fieldset className="stickers" aria-label={label}>
      <input
        type="search"
        aria-label={t`Search ${label}`}
        placeholder={t`Search`}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <ul aria-label={label}>
        {all.map((one) => (
          <li key={`${one.of} ${one.sticker}`}>
            <button type="button" className="quiet" aria-label={tame(one.name)} onClick={() => onPick(one)}>
              {one.kind !== 'sound' && <Badge of={one.of} file={one.file} />}
              <bdi>{tame(one.name)}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {all.length === 0 && (
        <p className="hint">
          <Trans>Nothing of this name.</Trans>
        </p>
      )}
    </fieldset>
  )
}
