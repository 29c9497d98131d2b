/** Announcement rooms, and rooms of other spaces that follow them. */
import * as Type from 'typebox'
import { described, Id, strict } from '../shapes.ts'
import { command } from '../table.ts'

/** Announcement rooms that one room follows at most. */
export const mostSources = 10
/** Rooms that follow one announcement room at most. */
export const mostTargets = 200

const Pair = Type.Object(
  {
    room: described(Id, 'the announcement room'),
    into: described(Id, 'the room that follows it'),
  },
  strict,
)

const Other = Type.Object({
  room: Id,
  name: Type.Optional(described(Type.String(), 'what that room is called. Not given: you do not see it')),
  space: Id,
  space_name: described(Type.String(), 'what its space is called'),
  by: described(Id, 'who made it so'),
})

export const commands = {
  'announcement.follow': command({
    owner: 'chat',
    about: `Lets a text room follow an announcement room of another space: what is said there from now on comes to it as a forwarded message of yours, once each and within seconds. Who has \`manage_rooms\` in the room that follows may, of announcement rooms that they see. It goes on for as long as that holds and you may write there; polls do not come. Whoever manages the announcement room sees who follows it. A room follows at most ${mostSources}, and is followed by at most ${mostTargets}.`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Pair,
    output: Type.Object({}),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'CANNOT_FOLLOW', 'TOO_MANY_FOLLOW'],
  }),
  'announcement.unfollow': command({
    owner: 'chat',
    about:
      'Ends that a room follows an announcement room; what has come stays. Who has `manage_rooms` in either of them may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Pair,
    output: Type.Object({}),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
  'announcement.list': command({
    owner: 'chat',
    about:
      'Which announcement rooms a room follows, and which rooms follow it, a page at a time. Who has `manage_rooms` there may.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        after: Type.Optional(
          described(Id, 'the last one of `followers` of the page before. Not given: from the first one'),
        ),
      },
      strict,
    ),
    output: Type.Object({
      following: Type.Array(Other),
      followers: Type.Array(Other, { description: 'in the order of their ids' }),
      more: Type.Boolean({ description: 'whether more follow it than these' }),
    }),
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
}
