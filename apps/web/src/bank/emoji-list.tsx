import { t } from '@lingui/core/macro'
import { Completions } from '../completions.tsx'
import { EmojiPicture } from '../files/later.tsx'
import { tame } from '../tame.ts'
import type { OfferedEmoji } from './use-emoji-begun.ts'

interface EmojiListProps {
  readonly emoji: readonly OfferedEmoji[]
  readonly onPick: (emoji: OfferedEmoji) => void
}

/** Those whose name one may be about to type: each is read by its name. */
export const EmojiList = ({ emoji, onPick }: EmojiListProps) => (
  <Completions of={t`Emoji`} items={emoji} keyOf={({ name, written }) => `${written} ${name}`} onPick={onPick}>
    {({ name, written, held }) => (
      <>
        <span className="offered-emoji" aria-hidden="true">
          {held ? held.file && <EmojiPicture asked={{ file: held.file, room: held.of }} name={name} /> : written}
        </span>{' '}
        <bdi>:{tame(name)}:</bdi>
      </>
    )}
  </Completions>
)
