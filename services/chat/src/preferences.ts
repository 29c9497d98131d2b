/** What somebody keeps for themselves about a room, as far as it needs no I/O. */
import type { Input, Output } from '@parley/protocol'

export type Preference = Output<'preference.set'>

/** Where somebody stands in a room: at their cursor, and by a position that was asked about. */
export interface Stand {
  readonly head: number
  readonly read: number
  /** What counts after the cursor and up to that position. */
  readonly unreadAt: number
  /** What counts from that position up to the cursor. */
  readonly readSince: number
  /** Of those, how many mention them. */
  readonly mentionsSince: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Nothing was set. */
export const unset: Preference = { level: 'all', muted: false, favourite: false }

type Change = Omit<Input<'preference.set'>, 'room' | 'seen'>

const mute = (kept: Preference, { muted, muted_ms }: Change, { now }: Stand): Preference => {
  if (muted === undefined && muted_ms === undefined) return kept
  const { muted_until, ...others } = kept
  if (muted === false) return { ...others, muted: false }
  return { ...others, muted: true, ...(muted_ms === undefined ? {} : { muted_until: now + muted_ms }) }
}

const hide = (kept: Preference, { hidden }: Change, { read, unreadAt }: Stand): Preference => {
  if (hidden === undefined) return kept
  const { hidden: before, ...shown } = kept
  return hidden ? { ...shown, hidden: { read, unread: unreadAt } } : shown
}

const file = (kept: Preference, { folder }: Change): Preference => {
  if (folder === undefined) return kept
  const { folder: before, ...loose } = kept
  return folder === '' ? loose : { ...loose, folder: folder.normalize('NFC') }
}

/** With the members that are given, and the others as they are. `stand` is by the position that was seen. */
export const changed = (before: Preference, change: Change, stand: Stand): Preference => {
  const { level = before.level, favourite = before.favourite, place = before.place } = change
  const kept = file(hide(mute(before, change, stand), change, stand), change)
  return { ...kept, level, favourite, ...(place === undefined ? {} : { place }) }
}

/** Unread from this message on. What comes after the cursor is so already. */
export const marked = (
  { marked: before, ...kept }: Preference,
  seq: number,
  { read, readSince, mentionsSince }: Stand,
): Preference => ({
  ...kept,
  marked: {
    seq: Math.min(seq, read + 1),
    read,
    unread: readSince,
    ...(mentionsSince > 0 ? { mentions: mentionsSince } : {}),
  },
})

export const cleared = ({ marked: before, ...kept }: Preference): Preference => kept
