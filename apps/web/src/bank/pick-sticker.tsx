import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space, SpaceSticker } from '@parley/client/spaces'
import { useState } from 'react'
import { useSelected } from '../chat/chat-context.ts'
import { Badge } from '../files/later.tsx'
import { tame } from '../tame.ts'
import { found } from './found.ts'

export const useStickers = (space: Space, kind: SpaceSticker['kind']): readonly SpaceSticker[] =>
  useSelected(space, ({ stickers }) => stickers).filter((one) => one.kind === kind)

interface PickStickerProps {
  readonly space: Space
  readonly kind: SpaceSticker['kind']
  /** Of all of them, as "Stickers". */
  readonly label: string
  readonly onPick: (sticker: SpaceSticker) => void
}

/** Those of a kind that the space has; what is typed finds some of them. */
export const PickSticker = ({ space, kind, label, onPick }: PickStickerProps) => {
  const [typed, setTyped] = useState('')
  const all = found(useStickers(space, kind), typed)
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
          <li key={one.sticker}>
            <button type="button" className="quiet" aria-label={tame(one.name)} onClick={() => onPick(one)}>
              {kind !== 'sound' && <Badge of={space.id} file={one.file} />}
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
