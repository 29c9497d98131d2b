/** Emoji of banks as pictures: where people react, and where a text names them. */
import type { Message } from '@parley/client'
import { splitEmoji } from '@parley/markdown'
import { createContext, Fragment, type ReactNode, useContext } from 'react'
import { useEmojiText } from '../bank/emoji-text.ts'
import { keyOfEmoji } from '../bank/found.ts'
import { useHeldEmoji, useNamedEmoji } from '../bank/use-bank.ts'
import { EmojiPicture } from '../files/later.tsx'

/** As it is kept, where people react with it. */
export const ShownEmoji = ({ emoji }: { readonly emoji: string }) => {
  const text = useEmojiText()(emoji)
  const { file, name, of } = useHeldEmoji().find((one) => one.emoji === emoji) ?? {}
  return file && of && name ? <EmojiPicture asked={{ file, room: of }} name={name} /> : text
}

interface Told {
  readonly room: string
  readonly seq: number | undefined
  readonly emoji: NonNullable<Message['emoji']>
}

/** Those that a forwarded message brings along. */
export const EmojiToldContext = createContext<Told | undefined>(undefined)

const mayName = /:[^\s:]{2,32}:/

/** A text with emoji of banks as pictures. */
export const withEmoji = (text: string): ReactNode => (mayName.test(text) ? <WithEmoji text={text} /> : text)

const WithEmoji = ({ text }: { readonly text: string }) => {
  const told = useContext(EmojiToldContext)
  const own = useNamedEmoji()
  const find = (typed: string) => {
    const isNamed = ({ name }: { readonly name: string }) => keyOfEmoji(name) === keyOfEmoji(typed)
    const brought = told?.emoji.find(isNamed)
    if (told && brought) return { name: brought.name, asked: { file: brought.file, room: told.room, seq: told.seq } }
    const { name, file, of } = (told ? undefined : own.find(isNamed)) ?? {}
    return name && file && of ? { name, asked: { file, room: of } } : undefined
  }
  return splitEmoji(text, find).map(({ text, emoji }, place) => {
    const key = `${place}`
    return emoji ? <EmojiPicture key={key} {...emoji} /> : <Fragment key={key}>{text}</Fragment>
  })
}
