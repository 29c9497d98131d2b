/** What may be used in a room: of the bank of its space, and of that of the deployment. */
import { type Bank, bankOf, type Space, type SpaceEmoji, type SpaceSticker } from '@parley/client/spaces'
import { useContext, useMemo } from 'react'
import { ChatContext, useSelected } from '../chat/chat-context.ts'
import { useSpace } from '../spaces/space-context.ts'
import { keyOfEmoji } from './found.ts'

/** Whose bank is shown, and changed. */
export type BankHolder = Pick<Space | Bank, 'id' | 'subscribe' | 'emojiList' | 'stickers'>

/** With whose bank has it, which is the `room` of its file. */
export type HeldEmoji = SpaceEmoji & { readonly of: string }
export type HeldSticker = SpaceSticker & { readonly of: string }

const empty: Pick<BankHolder, 'subscribe' | 'emojiList' | 'stickers'> = {
  subscribe: () => () => {},
  emojiList: [],
  stickers: [],
}

const heldBy =
  <One>(of = '') =>
  (one: One) => ({ ...one, of })

/** Nothing where a text is shown outside of a chat. */
export const useBank = (): Bank | undefined => {
  const chat = useContext(ChatContext)
  return chat ? bankOf(chat.parley) : undefined
}

/** Those of the space first, also where both have one of the same name. */
const useHeld = <One>(listOf: (bank: Pick<BankHolder, 'emojiList' | 'stickers'>) => readonly One[]) => {
  const space = useSpace()
  const bank = useBank()
  const inSpace = useSelected(space ?? empty, listOf)
  const forAll = useSelected(bank ?? empty, listOf)
  return useMemo(
    () => [...inSpace.map(heldBy<One>(space?.id)), ...forAll.map(heldBy<One>(bank?.id))],
    [inSpace, forAll, space?.id, bank?.id],
  )
}

export const useHeldEmoji = (): readonly HeldEmoji[] => useHeld(({ emojiList }) => emojiList)
export const useHeldStickers = (): readonly HeldSticker[] => useHeld(({ stickers }) => stickers)

/** Of those of the same name, the one that a text means which names it. */
export const useNamedEmoji = (): readonly HeldEmoji[] => {
  const all = useHeldEmoji()
  return useMemo(
    () => [...new Map(all.toReversed().map((one) => [keyOfEmoji(one.name), one])).values()].reverse(),
    [all],
  )
}
