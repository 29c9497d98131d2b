/** What a group is called, what it is about, how it looks, and who may say what there, how often. */
import type { EventBody } from '@parley/protocol'

export type Settings = Required<EventBody<'room.changed'>>
export type Change = EventBody<'room.changed'>

/** What of the settings is told beside name and topic, as in a new room. */
export const usual = {
  mention_all: 'admins',
  posting: 'members',
  slow_seconds: 0,
  theme: 'plain',
} as const satisfies Partial<Settings>

const others = <Of extends object>(wanted: Of, now: object): Partial<Of> =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => value !== undefined && value !== now[name as keyof typeof now]),
  ) as Partial<Of>

/** Of what is wanted, what is otherwise now. Texts are kept composed (NFC). */
export const changedIn = (now: Settings, { name, topic, ...rest }: Change): Change =>
  others({ name: name?.normalize('NFC'), topic: topic?.trim().normalize('NFC'), ...rest }, now) as Change

export const hasChange = (change: Change): boolean => Object.keys(change).length > 0

/** As a room is told: nothing of what is as in a new room. */
export const toldOf = ({ mention_all, posting, slow_seconds, theme }: Omit<Settings, 'name' | 'topic'>) =>
  others({ mention_all, posting, slow_seconds, theme }, usual)
