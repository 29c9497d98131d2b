import { t } from '@lingui/core/macro'
import { useSpace } from '../spaces/space-context.ts'
import { tame } from '../tame.ts'
import { useBank, useHeldEmoji } from './use-bank.ts'

const idLength = 36

/** What is shown of an emoji: of one of a bank its name, as `:name:`. */
export const useEmojiText = (): ((emoji: string) => string) => {
  const space = useSpace()
  const bank = useBank()
  useHeldEmoji()
  return (emoji) =>
    emoji.length < idLength ? emoji : `:${tame(space?.emojiName(emoji) ?? bank?.emojiName(emoji) ?? t`removed`)}:`
}
