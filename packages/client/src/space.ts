/** Spaces as apps see them. */
import type { Output } from '@parley/protocol'

type Told = Output<'space.get'>
type ToldRoom = Told['rooms'][number]

/** A role of a space: `role` is its id, 0 that of everyone; `may` what it allows, by name; of two the one with the higher `place` stands above. */
export type SpaceRole = Told['role_list'][number]

/** Rooms that stand together in a space, and follow what it says of who may do what. */
export type Category = Told['categories'][number]

/** An emoji of a space: `emoji` is its id, which one reacts with, `name` what it is called, `file` its picture, `tags` words by which it is found besides; `removed` where it only stands for what was reacted before. */
export type SpaceEmoji = NonNullable<Told['emoji_list']>[number]

/** A sticker, a GIF or a sound of a space (`kind`): `message.send` takes its id, `sticker`; `file` is what is seen or heard, `name` what it is called, `tags` words by which it is found besides. */
export type SpaceSticker = NonNullable<Told['sticker_list']>[number]

/** Somebody who lives in a space: `user` (their id), `name`, `nick` where they are called otherwise there, `roles` without that of everyone. */
export type Resident = Output<'resident.list'>['residents'][number]

/** A room of a space as it stands in the list. The same object until something in it changes. `parley.openRoom(id)` opens it. */
export interface SpaceRoom {
  /** Its id, by which `parley.openRoom` opens it. */
  readonly id: string
  /** The stream of its events. */
  readonly on: string
  /** `text`, `announcement` or `forum`; take one that you do not know for `text`. */
  readonly kind: ToldRoom['kind']
  /** What it is called. */
  readonly name: string
  /** What it is about, in one line; empty where nothing is said. */
  readonly topic: string
  /** How long one waits from one message to the next, in seconds. */
  readonly slowSeconds: number
  /** How it looks, by the name of a theme; take one that you do not know for `plain`. */
  readonly theme: NonNullable<ToldRoom['theme']>
  /** What residents see of what was said before they came: `all`, or what comes `since_joining`. */
  readonly newcomers: NonNullable<ToldRoom['newcomers']>
  /** Of a forum: the tags that its posts may have, in their order. */
  readonly tags: NonNullable<ToldRoom['tags']>
  /** The id of its category. Nothing where it is in none. */
  readonly category: string | undefined
  /** Where it stands in its category: the lower one comes first, of two in one place that with the lower id. */
  readonly place: number
  /** Whether it says by itself who may do what there, and does not follow its category. */
  readonly apart: boolean
  /** What one may do there, by name. Pass over names that you do not know. */
  readonly may: readonly string[]
  /** How many messages one has not read; with those from the mark on, where it is marked unread. */
  readonly unread: number
  /** How many of those mention one, as far as that was told: `space.load()` asks again. */
  readonly mentions: number
  /** Whether it is marked unread. */
  readonly markedUnread: boolean
  /** Whether it was quiet when this was told: what is unread there calls for nobody. */
  readonly muted: boolean
}

/** Rooms of one category, in their order; those that are in none come first and have no `category`. */
export interface SpaceSection {
  /** Nothing for the rooms that are in none. */
  readonly category: Category | undefined
  /** Those that one sees, in their order. */
  readonly rooms: readonly SpaceRoom[]
}

/** Whom `loadResidents` gives. */
export interface ResidentsAsked {
  /** Those who have this role. Not given: all. */
  readonly role?: number
  /** Those whose name there begins so. Not given: all. */
  readonly name?: string
  /** `next` of the page before. Not given: from the first one. */
  readonly after?: string
  /** 100 where it is not given, at most 500. */
  readonly limit?: number
}

/** A page of those who live in a space. */
export interface ResidentsPage {
  /** In the order of their names there. */
  readonly residents: readonly Resident[]
  /** Where the next page begins. Nothing where there is none. */
  readonly next: string | undefined
}

/** A space that one lives in. Its values are always those of now; `subscribe` tells when they change. */
export interface Space {
  /** Calls the listener after visible changes, once for all that happen in one go; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** A number that grows with each visible change. */
  readonly version: number
  /** Its id. */
  readonly id: string
  /** The stream of its events. */
  readonly on: string
  /** What it is called. */
  readonly name: string
  /** What it is about, in one line; empty where nothing is said. */
  readonly description: string
  /** The file that is its icon, empty for none: `linksTo({ file, room: space.id })` of the entry for files gets at it. */
  readonly icon: string
  /** The same of its banner. */
  readonly banner: string
  /** The id of its owner. */
  readonly owner: string
  /** When it is deleted, in milliseconds since 1970. Nothing where it stays. */
  readonly endsAt: number | undefined
  /** How many live there. */
  readonly residentCount: number
  /** How people come in who have a link: `open`, by `request`, or `closed` to all whom no invitation names. */
  readonly entry: Output<'space.list'>['spaces'][number]['entry']
  /** Whether what changes others or the space is in force there for those alone who have a second factor. */
  readonly secondFactor: boolean
  /** Whether something of what one's roles allow is not in force for that. */
  readonly factorMissing: boolean
  /** Whether links that are said in its rooms are left alone; else they are looked up, where the deployment does that. */
  readonly plainLinks: boolean
  /** After how many hours what is said in its rooms is removed, where they do not say so themselves; 0: never. */
  readonly keepHours: number
  /** Whether pinned messages stay then, likewise. */
  readonly keepPins: boolean
  /** Whether what was said in threads stays then, likewise. */
  readonly keepThreads: boolean
  /** One's own roles, by their ids, without that of everyone. */
  readonly roles: readonly number[]
  /** What one is called there. Nothing: as everywhere. */
  readonly nick: string | undefined
  /** Until when one may only read, in milliseconds since 1970. Nothing where one is not timed out. */
  readonly mutedUntil: number | undefined
  /** Whether one may only read until one has accepted its rules: `screening.get` has them, `screening.accept` accepts. */
  readonly pending: boolean
  /** Whether one lives there until one goes offline, or is given a role. */
  readonly temporary: boolean
  /** Whether its rooms and roles are known: from `load` on, and kept true then. */
  readonly isLoaded: boolean
  /** All its roles, the highest first, that of everyone last. The same array until something in it changes. */
  readonly roleList: readonly SpaceRole[]
  /** Its own emoji, by name: `room.react` takes the id of one in its rooms. The same array until something in it changes. */
  readonly emojiList: readonly SpaceEmoji[]
  /** Its stickers, GIFs and sounds, by name. The same array until something in it changes. */
  readonly stickers: readonly SpaceSticker[]
  /** The rooms that one sees, in their order. The same array until something in it changes. */
  readonly sections: readonly SpaceSection[]
  /** How many messages are unread in its rooms; those of quiet rooms do not count. */
  readonly unread: number
  /** How many messages in its rooms mention one, also in quiet ones. */
  readonly mentions: number
  /** Grows whenever something of its residents may be another thing: pages of them are then to be loaded again. */
  readonly residentsVersion: number

  /** Whether one may do something, by the name of the permission: in the whole space, or in a room of it (its id). */
  may(permission: string, room?: string): boolean
  /** Where one's highest role stands: one may act on those whose highest is lower. The owner stands above all. */
  readonly rank: number
  /** The same of somebody, as far as they are known. */
  rankOf(user: string): number
  /** One of its rooms, where one sees it. */
  room(id: string): SpaceRoom | undefined
  /** Loads its rooms and roles, or asks again. Rejects as `parley.call` does. */
  load(): Promise<void>
  /** Somebody who lives there, as far as they are known: `want` asks. The same object until something in it changes. */
  resident(user: string): Resident | undefined
  /** Has these people looked up where they are not known. */
  want(users: Iterable<string>): void
  /** What somebody is called there, as far as that is known: their nickname, or nothing where they have none. */
  nickOf(user: string): string | undefined
  /** The colour of their name, of the highest role that has one: red, green and blue as one number, 0 for none. */
  colourOf(user: string): number
  /** What an emoji of it is called, by its id; also one that was removed, unless that was long ago. */
  emojiName(emoji: string): string | undefined
  /** A page of those who live there. Rejects as `parley.call` does. */
  loadResidents(asked?: ResidentsAsked): Promise<ResidentsPage>
}
