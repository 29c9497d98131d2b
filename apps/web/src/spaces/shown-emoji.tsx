/** Emoji of the space as pictures: where people react, and where a text names them. */
import type { Message } from '@parley/client'
import { splitEmoji } from '@parley/markdown'
import { createContext, Fragment, type ReactNode, useContext } from 'react'
import { EmojiPicture } from '../files/later.tsx'
import { useEmojiText, useSpace, useSpaceEmoji } from './space-context.ts'

/** As it is kept, where people react with it. */
export const ShownEmoji = ({ emoji }: { readonly emoji: string }) => {
  const space = useSpace()
  const text = useEmojiText()(emoji)
  const { file, name = '' } = useSpaceEmoji().find((one) => one.emoji === emoji) ?? {}
  return space && file ? <EmojiPicture asked={{ file, room: space.id }} name={name} /> : text
}

interface Told {
  readonly room: string
  readonly seq: number | undefined
  readonly emoji: NonNullable<Message['emoji']>
}

/** Those that a forwarded message brings along. */
export const EmojiToldContext = createContext<Told | undefined>(undefined)

/** By which two names are the same one: as the server has it. */
const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase()

const mayName = /:[^\s:]{2,32}:/

/** A text with emoji of the space as pictures. */
export const withEmoji = (text: string): ReactNode => (mayName.test(text) ? <WithEmoji text={text} /> : text)

const WithEmoji = ({ text }: { readonly text: string }) => {
  const told = useContext(EmojiToldContext)
  const space = useSpace()
  const own = useSpaceEmoji()
  const find = (typed: string) => {
    const isNamed = ({ name }: { readonly name: string }) => keyOf(name) === keyOf(typed)
    const { name, file } = (told?.emoji ?? own).find(isNamed) ?? {}
    if (!name || !file) return undefined
    const place = told ? { room: told.room, seq: told.seq } : { room: space?.id }
    return { name, asked: { file, ...(place as { room: string; seq?: number }) } }
  }
  return splitEmoji(text, find).map(({ text, emoji }, place) => {
    const key = `${place}`
    return emoji ? <EmojiPicture key={key} {...emoji} /> : <Fragment key={key}>{text}</Fragment>
  })
}
