/** What a group is called, what it is about, how it looks, who may say what there, how often, and for how long that is kept. */
import type { EventBody } from '@parley/protocol'
import { type Keeping, type KeepingConfig, keepingOf, type OwnKeeping } from './keeping.ts'

export type Change = EventBody<'room.changed'>
/** As a room is told. */
export type Settings = Required<Change>
/** As it is stored. */
export type OwnSettings = Omit<Settings, keyof OwnKeeping> & OwnKeeping

/** What of the settings is told beside name and topic, as in a new room. */
const usual = {
  mention_all: 'admins',
  posting: 'members',
  slow_seconds: 0,
  theme: 'plain',
  picture: '',
  newcomers: 'all',
  keep_hours: 0,
  keep_pins: false,
  keep_threads: false,
} as const satisfies Partial<Settings>

/** What is stored of a new room. */
export const unsaid = { ...usual, keep_hours: null, keep_pins: null, keep_threads: null } as const satisfies Omit<
  OwnSettings,
  'name' | 'topic'
>

/** Of what is wanted, what is otherwise now. */
export const others = <Of extends object>(wanted: Of, now: object): Partial<Of> =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => value !== undefined && value !== now[name as keyof typeof now]),
  ) as Partial<Of>

/** Of what is wanted, what is otherwise now. Texts are kept composed (NFC). */
export const changedIn = (now: OwnSettings, { name, topic, ...rest }: Change): Change =>
  others(
    { name: name?.normalize('NFC'), topic: topic?.trim().normalize('NFC'), ...rest },
    { ...now, keep_hours: now.keep_hours ?? 0 },
  ) as Change

export const hasChange = (change: Change): boolean => Object.values(change).some((value) => value !== undefined)

/** As a change is told: for how long what is said is kept by whoever says so then. `after` is what is said where it is changed. */
export const changeTold = <Of extends Partial<Keeping>>(after: OwnKeeping, change: Of, config: KeepingConfig): Of => {
  const holds = keepingOf(after, config)
  const names = (Object.keys(holds) as (keyof Keeping)[]).filter((name) => change[name] !== undefined)
  return { ...change, ...Object.fromEntries(names.map((name) => [name, holds[name]])) }
}

/** As a room is told: nothing of what is as in a new room. */
export const toldOf = (
  { mention_all, posting, slow_seconds, theme, picture, newcomers, ...own }: Omit<OwnSettings, 'name' | 'topic'>,
  config: KeepingConfig,
) => others({ mention_all, posting, slow_seconds, theme, picture, newcomers, ...keepingOf(own, config) }, usual)

/** The same of a space. */
export const keepingTold = (own: OwnKeeping, config: KeepingConfig) => others(keepingOf(own, config), usual)
