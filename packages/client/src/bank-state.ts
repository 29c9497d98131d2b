/** What is in a bank, of a space or of the deployment, and how its events change that. Pure. */
import type { EventOf } from './events.ts'
import type { SpaceEmoji, SpaceSticker } from './space.ts'

export interface BankState {
  /** With those that were removed lately. */
  readonly emoji: readonly SpaceEmoji[]
  readonly stickers: readonly SpaceSticker[]
}

type Change<E extends 'emoji.named' | 'emoji.removed' | 'sticker.named' | 'sticker.removed'> = <S extends BankState>(
  state: S,
  event: EventOf<E>,
) => S

const removed = ({ emoji, name }: SpaceEmoji): SpaceEmoji => ({ emoji, name, removed: true })

export const bankTable = {
  'emoji.named': ((state, { is }) => ({
    ...state,
    emoji: [...state.emoji.filter(({ emoji }) => emoji !== is.emoji), is],
  })) as Change<'emoji.named'>,
  'emoji.removed': ((state, { is }) => ({
    ...state,
    emoji: state.emoji.map((one) => (one.emoji === is.emoji ? removed(one) : one)),
  })) as Change<'emoji.removed'>,
  'sticker.named': ((state, { is }) => ({
    ...state,
    stickers: [...state.stickers.filter(({ sticker }) => sticker !== is.sticker), is],
  })) as Change<'sticker.named'>,
  'sticker.removed': ((state, { is }) => ({
    ...state,
    stickers: state.stickers.filter(({ sticker }) => sticker !== is.sticker),
  })) as Change<'sticker.removed'>,
} as const

const byName = (one: { readonly name: string }, other: { readonly name: string }) => one.name.localeCompare(other.name)

/** As it is shown: by name, without what was removed. */
export const shownBank = ({ emoji, stickers }: BankState): BankState => ({
  emoji: emoji.filter((one) => !one.removed).sort(byName),
  stickers: stickers.toSorted(byName),
})
