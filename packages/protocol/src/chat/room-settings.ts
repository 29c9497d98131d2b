/** What is set of a group, beside its name and topic. */
import * as Type from 'typebox'
import { described } from '../shapes.ts'
import { MentionAll } from './mentions.ts'
import { changedPicture, toldPicture, wantedPicture } from './pictures.ts'

/** Of a slow room, between two messages of one member: six hours. */
export const longestPauseSeconds = 21_600

export const Theme = Type.Union(
  [
    Type.Literal('plain'),
    Type.Literal('ocean'),
    Type.Literal('forest'),
    Type.Literal('sunset'),
    Type.Literal('rose'),
    Type.Literal('lavender'),
    Type.Literal('sand'),
    Type.Literal('slate'),
  ],
  { title: 'a theme by its name' },
)

/** The name of a theme. Take one that you do not know, of a later server, for `plain`. */
export type RoomTheme = Type.Static<typeof Theme>

/** How a room may look. What each means is up to whoever shows it. */
export const roomThemes: readonly RoomTheme[] = Theme.anyOf.map((theme) => theme.const)

/** Who may say something in a group; later servers may have more. */
export const Posting = Type.Union([Type.Literal('members'), Type.Literal('admins')], {
  title: 'who may say something: all members, or the owner and admins alone',
})

/** What whoever comes in later sees of what was said before; later servers may have more. */
export const Newcomers = Type.Union([Type.Literal('all'), Type.Literal('since_joining')], {
  title: 'what newcomers see of its history: all of it, or what comes since they joined',
})

export const SlowSeconds = Type.Integer({
  minimum: 0,
  maximum: longestPauseSeconds,
  title: `seconds from 0 to ${longestPauseSeconds}`,
})

/** A hundred years. Who says so keeps messages for good, whatever the deployment says. */
export const forGoodHours = 876_000

export const KeepHours = Type.Integer({
  minimum: 0,
  maximum: forGoodHours,
  title: `hours from 0 to ${forGoodHours}`,
})

/** As it is told of a space. */
export const keepingTold = {
  keep_hours: Type.Optional(
    described(
      KeepHours,
      'after how many hours what is said in its rooms is removed, as far as they do not say so themselves. Not given: never',
    ),
  ),
  keep_pins: Type.Optional(
    Type.Boolean({ description: 'whether pinned messages stay then, likewise. Not given: they go too' }),
  ),
  keep_threads: Type.Optional(
    Type.Boolean({ description: 'whether what was said in threads stays then, likewise. Not given: it goes too' }),
  ),
}

/** As it is wanted of a space. */
export const keepingWanted = {
  keep_hours: Type.Optional(
    described(
      KeepHours,
      `after how many hours what is said in its rooms is removed, what was said before too, as far as they do not say so themselves; 0: as the deployment says, ${forGoodHours}: never. The deployment may keep everything for less. Not given: as before`,
    ),
  ),
  keep_pins: Type.Optional(
    Type.Boolean({ description: 'whether pinned messages stay, likewise. Not given: as before' }),
  ),
  keep_threads: Type.Optional(
    Type.Boolean({ description: 'whether what is said in threads stays, likewise. Not given: as before' }),
  ),
}

/** As a room is told, and the same in its threads. What is not given is as in a new room. */
export const told = {
  mention_all: Type.Optional(
    described(
      MentionAll,
      'who may mention everybody. Not given: the owner and admins of a group, both people of a direct room',
    ),
  ),
  posting: Type.Optional(described(Posting, 'who may say something there and in its threads. Not given: all members')),
  slow_seconds: Type.Optional(
    described(
      SlowSeconds,
      'how long a member waits from one message there, or in one of its threads, to the next; the owner and admins do not. Not given: not at all',
    ),
  ),
  theme: Type.Optional(described(Theme, 'how it looks. Not given: `plain`')),
  picture: toldPicture('its picture'),
  newcomers: Type.Optional(
    described(
      Newcomers,
      'what its members see of what was said before they came in, in a space before they came to live there: `since_joining` for nothing, and `floor` says up to where that is. Not given: all of it',
    ),
  ),
  keep_hours: Type.Optional(
    described(
      KeepHours,
      'after how many hours what was said there is removed, by its own setting, that of its space or of the deployment. Not given: never',
    ),
  ),
  keep_pins: Type.Optional(Type.Boolean({ description: 'whether pinned messages stay then. Not given: they go too' })),
  keep_threads: Type.Optional(
    Type.Boolean({ description: 'whether what was said in threads stays then. Not given: it goes too' }),
  ),
}

/** As it is changed. */
export const wanted = {
  mention_all: Type.Optional(described(MentionAll, 'who may mention everybody from now on. Not given: as before')),
  posting: Type.Optional(described(Posting, 'who may say something from now on. Not given: as before')),
  slow_seconds: Type.Optional(
    described(
      SlowSeconds,
      'how long a member waits from one message to the next, counted from the last one; 0 for not at all. Not given: as before',
    ),
  ),
  theme: Type.Optional(described(Theme, 'how it looks from now on. Not given: as before')),
  picture: wantedPicture('its picture'),
  newcomers: Type.Optional(
    described(
      Newcomers,
      'what its members see from now on of what was said before they came in: also those who are in it now. Not given: as before',
    ),
  ),
  keep_hours: Type.Optional(
    described(
      KeepHours,
      `after how many hours what is said there is removed, what was said before too; 0: as the space or the deployment says, ${forGoodHours}: never. The deployment may keep everything for less. Not given: as before`,
    ),
  ),
  keep_pins: Type.Optional(Type.Boolean({ description: 'whether pinned messages stay. Not given: as before' })),
  keep_threads: Type.Optional(
    Type.Boolean({ description: 'whether what is said in threads stays. Not given: as before' }),
  ),
}

export const keepingChanged = {
  keep_hours: Type.Optional(described(KeepHours, '0: nothing is removed')),
  keep_pins: Type.Optional(Type.Boolean()),
  keep_threads: Type.Optional(Type.Boolean()),
}

/** As it was changed. */
export const changed = {
  mention_all: Type.Optional(MentionAll),
  posting: Type.Optional(Posting),
  slow_seconds: Type.Optional(described(SlowSeconds, '0: members wait no more')),
  theme: Type.Optional(Theme),
  picture: changedPicture,
  newcomers: Type.Optional(
    described(
      Newcomers,
      'what you see of its history may be another thing now: drop it, and read it again. `room.get` says the new `floor`',
    ),
  ),
  ...keepingChanged,
}
