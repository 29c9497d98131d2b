import { bankOf } from '@parley/client/spaces'
import { useChat } from '../chat/chat-context.ts'
import { useSpace } from '../spaces/space-context.ts'
import { tame } from '../tame.ts'
import { useHeldEmoji } from './use-bank.ts'

const idLength = 36

/** What is shown of an emoji: of one of a bank its name, as `:name:`. */
export const useEmojiText = (): ((emoji: string) => string) => {
  const space = useSpace()
  const bank = bankOf(useChat().parley)
  useHeldEmoji()
  return (emoji) =>
    emoji.length < idLength ? emoji : `:${tame(space?.emojiName(emoji) ?? bank.emojiName(emoji) ?? 'removed')}:`
}
