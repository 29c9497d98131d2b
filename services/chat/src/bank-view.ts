/** Banks as the protocol tells them. */
import { deploymentBank, type Output } from '@parley/protocol'
import { jsonBytes, streamName, takeFitting } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { type Bank, readBank } from './store/bank.ts'

type Told = Pick<Output<'bank.get'>, 'emoji_list' | 'sticker_list'>

/** In the order of their keys, by which a page goes on. */
export type BankItem =
  | { readonly key: string; readonly emoji: Bank['emoji'][number] }
  | { readonly key: string; readonly sticker: Bank['stickers'][number] }

export const bankItems = ({ emoji, stickers }: Bank): BankItem[] => [
  ...emoji.map((one) => ({ key: `d${one.emoji}`, emoji: one })),
  ...stickers.map((one) => ({ key: `e${one.sticker}`, sticker: one })),
]

export const toldBank = (held: readonly (BankItem | object)[]): Told => {
  const emoji = held.flatMap((item) => ('emoji' in item ? [item.emoji] : []))
  const stickers = held.flatMap((item) => ('sticker' in item ? [item.sticker] : []))
  return {
    ...(emoji.length > 0 ? { emoji_list: emoji } : {}),
    ...(stickers.length > 0 ? { sticker_list: stickers } : {}),
  }
}

/** That of the deployment, as much of it as fits behind where the page before ended. */
export const describeBank = async (
  { db, answerBytes }: Pick<Chat, 'db' | 'answerBytes'>,
  after = '',
): Promise<Output<'bank.get'>> => {
  const { epoch, head, ...bank } = await readBank(db)
  const items = bankItems(bank).filter(({ key }) => key > after)
  const held = takeFitting(items, jsonBytes, answerBytes())
  const last = held.at(-1)
  return {
    on: streamName('chat/bank', deploymentBank),
    epoch,
    head,
    ...toldBank(held),
    ...(held.length < items.length && last ? { next: last.key } : {}),
  }
}
