/** Rooms: made, listed, read, left. */
import * as Type from 'typebox'
import {
  DisplayName,
  described,
  Epoch,
  EventFrame,
  Id,
  InviteCode,
  Redacted,
  RoomKind,
  Seq,
  Since,
  StreamName,
  StreamState,
  strict,
  Time,
} from '../shapes.ts'
import { command, event, signal } from '../table.ts'
import { mostEdits } from './edits.ts'
import { Unmentions } from './mentions.ts'
import { MessageStates } from './message-states.ts'
import { Limit, usualPage } from './pages.ts'
import { RoomPlace, SpaceRoomKind, SpaceRoomStanding, ToldPermissions } from './space-shapes.ts'
import { Member, MemberCount, Preference, RoomSummary, Topic } from './summaries.ts'

/** People that one call brings into a room at most. */
export const peopleAtOnce = 100

/** Of one's own: it stands beside where one stands in a room. */
const Kept = {
  preference: Type.Optional(described(Preference, 'what you keep about it. Not given: nothing was set')),
  restricted: Type.Optional(
    Type.Literal(true, {
      description:
        'a direct room with somebody whom you restrict: show it apart, and tell of nothing that is said there. Not given: it is none; `restriction.added` and `restriction.removed` say when that changes',
    }),
  ),
}

const Room = Type.Object({
  ...RoomSummary,
  ...StreamState.properties,
  ...Kept,
  wait_ms: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'of a slow room: in how many milliseconds you may say something there again. Not given: now',
    }),
  ),
  member_count: MemberCount,
  members: Type.Array(Member, {
    description:
      'those longest in the room, in the order in which they came: at most 100, and fewer where they would not fit. Where they are not all, `member.list` has the others; a thread has those of its room',
  }),
  space: Type.Optional(
    Type.Object(
      {
        space: Id,
        category: Type.Optional(described(Id, 'the category that it is in. Not given: in none')),
        place: RoomPlace,
        apart: SpaceRoomStanding.apart,
        may: described(ToldPermissions, 'what you may do there'),
      },
      {
        description:
          'of a room of a space, and of its threads: of which, and what you may do there. It has no members: who lives in the space and may see it is in it, and `role` is `member` for everybody. Not given: it is none',
      },
    ),
  ),
  thread: Type.Optional(
    Type.Object(
      { parent: Id, seq: Seq },
      { description: 'of which room it is a thread, and of which message there. Not given: it is none' },
    ),
  ),
})
/** Of an event that the list of rooms shows: it is one for each of a thousand. */
export const lastBytes = 4_096

export const commands = {
  'room.create': command({
    owner: 'chat',
    about:
      'Makes a group, or a room of a space, as who has `manage_rooms` there may; or gives the direct room with somebody, which is made once for each two people. A room of a space stands after the others of its category.',
    access: 'user',
    rate: 'write',
    weighs: 'members',
    repeatable: ['user', 'key'],
    input: Type.Union([
      Type.Object({ kind: Type.Literal('direct'), user: Id }, strict),
      Type.Object(
        {
          kind: Type.Literal('group'),
          key: Type.Optional(
            described(
              Id,
              'a new UUID of yours: repeated with it, this gives the same group, or ROOM_NOT_FOUND where you are no longer in it. Not given: a repeat makes another group',
            ),
          ),
          name: DisplayName,
          members: Type.Array(Id, {
            maxItems: peopleAtOnce,
            description: 'besides yourself, who need not be named; `member.add` brings in more',
          }),
        },
        strict,
      ),
      Type.Object(
        {
          kind: SpaceRoomKind,
          space: Id,
          key: Type.Optional(
            described(
              Id,
              'a new UUID of yours: repeated with it, this gives the same room, or ROOM_NOT_FOUND where you no longer see it. Not given: a repeat makes another room',
            ),
          ),
          name: DisplayName,
          topic: Type.Optional(described(Topic, 'what it is about. Not given: nothing')),
          category: Type.Optional(described(Id, 'the category that it is in. Not given: in none')),
        },
        strict,
      ),
    ]),
    output: Room,
    errors: [
      'MESSAGE_STOPPED',
      'USER_NOT_FOUND',
      'ROOM_WITH_YOURSELF',
      'BLOCKED_BY_YOU',
      'ROOM_FULL',
      'ROOM_NOT_FOUND',
      'TOO_MANY_ROOMS',
      'TOO_MANY_INVITES',
      'SPACE_NOT_FOUND',
      'NOT_ALLOWED',
      'FACTOR_MISSING',
      'CATEGORY_NOT_FOUND',
      'SPACE_ROOMS_FULL',
      'TOO_MANY_OVERRIDES',
      'ACCOUNT_NEW',
    ],
  }),
  'room.list': command({
    owner: 'chat',
    about: 'Your rooms, ordered by id, a page at a time; fewer than asked where they would not fit one answer.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        after: Type.Optional(described(Id, 'the last room of the page before. Not given: from the first one')),
        limit: Limit(usualPage.rooms, 1000),
      },
      strict,
    ),
    output: Type.Object({
      rooms: Type.Array(
        Type.Object({
          ...RoomSummary,
          ...StreamState.properties,
          ...Kept,
          last: Type.Optional(
            Type.Union([EventFrame, Redacted], {
              description: `the event at \`head\`, as you see it. Not given: it is no longer held, or its body has more than ${lastBytes} bytes`,
            }),
          ),
        }),
      ),
      more: Type.Boolean({ description: 'whether there are rooms after these' }),
    }),
    errors: [],
  }),
  'room.get': command({
    owner: 'chat',
    about: 'One room, with the first of its members and where you stand in it.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ room: Id }, strict),
    output: Room,
    errors: ['ROOM_NOT_FOUND'],
  }),
  'room.leave': command({
    owner: 'chat',
    about:
      'Leaves a group. When the owner leaves, the admin of longest standing becomes owner, or else the member of longest standing.',
    access: 'user',
    rate: 'write',
    whileSuspended: true,
    input: Type.Object({ room: Id }, strict),
    output: Type.Object({ seq: described(Seq, 'position of your member.left') }),
    errors: ['ROOM_NOT_FOUND', 'DIRECT_ROOM_FIXED', 'GROUPS_ONLY', 'NOT_IN_THREADS'],
  }),
  'room.history': command({
    owner: 'chat',
    about:
      'A page of events in ascending order: the first ones after `after`, or else the last ones before `before`. Fewer than asked where they would not fit one answer; one always does.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        before: Type.Optional(described(Seq, 'only events before this one. Not given: up to the last one')),
        after: Type.Optional(
          described(
            Seq,
            'the first events after this one. Not given: the last ones before `before`. Both together ask for those between',
          ),
        ),
        around: Type.Optional(
          described(
            Seq,
            'the events around this one, as many before as after it; `before` and `after` count for nothing then. Not given: by `before` and `after`',
          ),
        ),
        limit: Limit(usualPage.events, 200),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position there is'),
      floor: described(Seq, 'events at and below this position are no longer held, or not shown to you who came later'),
      events: Type.Array(Type.Union([EventFrame, Redacted])),
      states: MessageStates,
      more: Type.Boolean({
        description:
          'whether further events are held in the direction asked; of `around`, whether there are earlier ones',
      }),
    }),
    errors: ['ROOM_NOT_FOUND'],
  }),
  'room.at': command({
    owner: 'chat',
    about:
      'Where a room stood at a moment: the first event of then or later, and the last one there is where none is that late.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ room: Id, at: Time }, strict),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position there is'),
      seq: described(Seq, 'position of that event'),
    }),
    errors: ['ROOM_NOT_FOUND'],
  }),
}

export const events = {
  'room.created': event({
    about: 'The first event of a room.',
    stream: 'chat/room',
    body: Type.Object({ kind: RoomKind, name: Type.String({ maxLength: 64, description: 'empty for a direct room' }) }),
  }),
  'history.trimmed': event({
    about:
      'What was said before has been removed, as its time was over: drop it. Pinned messages may be left, which `pin.list` has then.',
    stream: 'chat/room',
    body: Type.Object({
      floor: described(Seq, 'events at and below this position are no longer held'),
      unread: Type.Integer({
        minimum: 0,
        description: 'how many are unread of who has read no further than `floor`, as of this event',
      }),
      last_at: described(Time, 'when something else happened there last'),
      also: Type.Optional(
        Type.Array(Seq, {
          maxItems: mostEdits,
          description: 'positions of later edits of what was removed, which are redacted. Not given: there are none',
        }),
      ),
      unmentions: Unmentions,
    }),
    effect: 'trim',
  }),
  'room.joined': event({
    about: 'You came into a room.',
    stream: 'chat/user',
    body: Type.Object({ ...RoomSummary, on: StreamName, epoch: Epoch, head: Seq, floor: Seq, since: Since }),
    effect: 'start',
  }),
  'room.invited': event({
    about:
      'Somebody (`by`) wanted to add you to a group, and by what you say of that you are asked first. Whoever knows the `code` comes in by `invite.accept`; it is good for you alone, once, until somebody revokes it.',
    stream: 'chat/user',
    body: Type.Object({
      room: Id,
      name: RoomSummary.name,
      code: described(InviteCode, 'of the invitation'),
    }),
  }),
  'room.declined': event({
    about:
      'You do not come into a group that you were invited to, and the invitation is over: you (`by`) have declined it, or somebody has revoked it or deleted the group.',
    stream: 'chat/user',
    body: Type.Object({ room: Id }),
  }),
  'room.left': event({
    about: 'You are no longer in a room.',
    stream: 'chat/user',
    body: Type.Object({ room: Id, on: StreamName }),
    // Its threads are not theirs any more either.
    effect: 'look',
  }),
}

export const signals = {
  'room.moved': signal({
    about:
      'A room of a space that you live in has moved, whether you follow it or not: told once a second at most for each room. What you have not read of it is `tally` less the tally where your cursor stands.',
    stream: 'chat/space',
    body: Type.Object({
      room: Id,
      head: described(Seq, 'the last position of the room'),
      tally: Type.Integer({ minimum: 0, description: 'how many of its events count, up to `head`' }),
    }),
    state: { of: 'room', version: 'head' },
  }),
}
