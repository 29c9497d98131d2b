/** Rooms and messages, owned by the chat service. A room is a conversation of any kind. */
import * as Type from 'typebox'
import {
  DisplayName,
  described,
  Epoch,
  EventFrame,
  Id,
  MessageId,
  MessageText,
  Redacted,
  Role,
  RoomKind,
  Seq,
  StreamName,
  StreamState,
  strict,
  Time,
} from './shapes.ts'
import { command, event, signal } from './table.ts'

/** People that one call brings into a room at most. */
export const peopleAtOnce = 100

/** Users that one may hide: a gateway keeps them for each connection. */
export const mostHidden = 250

/** How long a page is where `limit` is not given. */
export const usualPage = { rooms: 200, events: 50, members: 100 } as const

const Limit = (usual: number, most: number) =>
  Type.Optional(
    Type.Integer({ minimum: 1, maximum: most, default: usual, description: `how many at most. Not given: ${usual}` }),
  )

const RoomSummary = {
  room: Id,
  kind: RoomKind,
  name: Type.String({ maxLength: 64, description: "the group's name; of a direct room, the other person's" }),
  role: Role,
}

const Newcomer = Type.Object({ user: Id, name: DisplayName, role: Role })
const Member = Type.Object({
  ...Newcomer.properties,
  joined: described(Seq, 'position of the member.joined that brought them in'),
})
const MemberCount = Type.Integer({ minimum: 0, description: 'how many members the room has at `head`' })
const Room = Type.Object({
  ...RoomSummary,
  ...StreamState.properties,
  member_count: MemberCount,
  members: Type.Array(Member, {
    description:
      'those longest in the room, in the order in which they came: at most 100, and fewer where they would not fit. Where they are not all, `member.list` has the others',
  }),
})
const Sent = Type.Object({
  seq: described(Seq, 'position of the message.sent'),
  at: described(Time, 'when it was written'),
})
const Cursor = {
  head: described(Seq, 'the last position of the room when `unread` was counted'),
  read: described(Seq, 'where the cursor stands'),
  unread: Type.Integer({ minimum: 0, description: 'what counts after `read`, up to `head`' }),
}

export const chatCommands = {
  'room.create': command({
    owner: 'chat',
    about: 'Makes a group, or gives the direct room with somebody, which is made once for each two people.',
    access: 'user',
    rate: 'write',
    weighs: 'members',
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
    ]),
    output: Room,
    errors: ['USER_NOT_FOUND', 'ROOM_WITH_YOURSELF', 'ROOM_FULL', 'ROOM_NOT_FOUND', 'TOO_MANY_ROOMS'],
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
      rooms: Type.Array(Type.Object({ ...RoomSummary, ...StreamState.properties })),
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
    about: 'Leaves a group. When the owner leaves, the member of longest standing becomes owner.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ room: Id }, strict),
    output: Type.Object({ seq: described(Seq, 'position of your member.left') }),
    errors: ['ROOM_NOT_FOUND', 'DIRECT_ROOM_FIXED'],
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
        limit: Limit(usualPage.events, 200),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position there is'),
      floor: described(Seq, 'events at and below this position are no longer held'),
      events: Type.Array(Type.Union([EventFrame, Redacted])),
      more: Type.Boolean({ description: 'whether further events are held in the direction asked' }),
    }),
    errors: ['ROOM_NOT_FOUND'],
  }),
  'member.list': command({
    owner: 'chat',
    about:
      'Members of a room in the order in which they came, a page at a time; fewer than asked where they would not fit one answer. Events after `head` change what it says.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        after: Type.Optional(described(Seq, '`joined` of the last one that you have. Not given: from the first one')),
        limit: Limit(usualPage.members, 500),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position of the room when this was read'),
      member_count: MemberCount,
      members: Type.Array(Member),
      more: Type.Boolean({ description: 'whether there are members after these' }),
    }),
    errors: ['ROOM_NOT_FOUND'],
  }),
  'member.add': command({
    owner: 'chat',
    about:
      'Brings people into a group, all of them or, where one cannot come in, nobody. Every member may; whoever is in it already stays as they are.',
    access: 'user',
    rate: 'write',
    weighs: 'users',
    input: Type.Object({ room: Id, users: Type.Array(Id, { minItems: 1, maxItems: peopleAtOnce }) }, strict),
    output: Type.Object({ seq: described(Seq, 'position of the last who came in, or the head where nobody did') }),
    errors: ['ROOM_NOT_FOUND', 'USER_NOT_FOUND', 'DIRECT_ROOM_FIXED', 'ROOM_FULL', 'TOO_MANY_ROOMS'],
  }),
  'member.remove': command({
    owner: 'chat',
    about: 'Takes somebody out of a group. Only the owner may.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ room: Id, user: Id }, strict),
    output: Type.Object({ seq: described(Seq, 'position of their member.left') }),
    errors: ['ROOM_NOT_FOUND', 'MEMBER_NOT_FOUND', 'NOT_ALLOWED', 'DIRECT_ROOM_FIXED'],
  }),
  'message.send': command({
    owner: 'chat',
    about: 'Sends a message. Repeated with the same id it is the same message and gets the first answer.',
    access: 'user',
    rate: 'send',
    inOrderOf: 'room',
    input: Type.Object({ room: Id, id: MessageId, text: MessageText }, strict),
    output: Sent,
    errors: ['ROOM_NOT_FOUND', 'NOT_ALLOWED', 'MESSAGE_ID_TAKEN'],
  }),
  'direct.send': command({
    owner: 'chat',
    about:
      'Sends a message to a person, in the direct room with them, which is made when there is none. To nobody, it comes back as message.returned.',
    access: 'user',
    rate: 'send',
    inOrderOf: 'user',
    input: Type.Object({ user: Id, id: MessageId, text: MessageText }, strict),
    output: Type.Object({ room: Id, ...Sent.properties }),
    errors: ['USER_NOT_FOUND', 'ROOM_WITH_YOURSELF', 'MESSAGE_ID_TAKEN', 'TOO_MANY_ROOMS'],
  }),
  'message.delete': command({
    owner: 'chat',
    about:
      'Takes back a message of yours, for everybody and for good: `redacted` stands in its place. What was taken back already stays so.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ room: Id, seq: described(Seq, 'position of the message.sent') }, strict),
    output: Type.Object({
      seq: described(Seq, 'position of the message.deleted, or the head where it had been taken back before'),
    }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_ALLOWED'],
  }),
  'author.hide': command({
    owner: 'chat',
    about:
      'From now on you see nothing of what this user says, wherever you meet: `redacted` stands in its place, on all of your devices and in the history. They do not learn of it.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ user: Id }, strict),
    output: Type.Object({}),
    errors: ['HIDING_YOURSELF', 'TOO_MANY_HIDDEN'],
  }),
  'author.show': command({
    owner: 'chat',
    about: 'You see what this user says again; what they said meanwhile is in the history.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ user: Id }, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'author.list': command({
    owner: 'chat',
    about: 'Whom you hide.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({ users: Type.Array(Id) }),
    errors: [],
  }),
  'cursor.move': command({
    owner: 'chat',
    about: 'Says how far you have read. The cursor of a user is one for all devices and only moves forward.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ room: Id, seq: Seq }, strict),
    output: Type.Object(Cursor),
    errors: ['ROOM_NOT_FOUND', 'CURSOR_AHEAD'],
  }),
}

export const chatEvents = {
  'room.created': event({
    about: 'The first event of a room.',
    stream: 'chat/room',
    body: Type.Object({ kind: RoomKind, name: Type.String({ maxLength: 64, description: 'empty for a direct room' }) }),
  }),
  'member.joined': event({ about: 'Somebody came in.', stream: 'chat/room', body: Newcomer }),
  'member.left': event({
    about: 'Somebody left, or was taken out by another (`by`).',
    stream: 'chat/room',
    body: Type.Object({ user: Id }),
    effect: 'end',
  }),
  'role.changed': event({
    about: 'A member has another role.',
    stream: 'chat/room',
    body: Type.Object({ user: Id, role: Role }),
  }),
  'message.sent': event({
    about: 'A message.',
    stream: 'chat/room',
    body: Type.Object({ id: MessageId, text: MessageText }),
    counts: true,
    authored: true,
  }),
  'message.deleted': event({
    about: 'A message was taken back.',
    stream: 'chat/room',
    body: Type.Object({ seq: described(Seq, 'position of the message.sent') }),
    effect: 'redact',
  }),
  'room.joined': event({
    about: 'You came into a room.',
    stream: 'chat/user',
    body: Type.Object({ ...RoomSummary, on: StreamName, epoch: Epoch, head: Seq, floor: Seq }),
    effect: 'start',
  }),
  'room.left': event({
    about: 'You are no longer in a room.',
    stream: 'chat/user',
    body: Type.Object({ room: Id, on: StreamName }),
  }),
  'author.hidden': event({
    about: 'You hide a user.',
    stream: 'chat/user',
    body: Type.Object({ user: Id }),
    effect: 'hide',
  }),
  'author.shown': event({
    about: 'You no longer hide a user.',
    stream: 'chat/user',
    body: Type.Object({ user: Id }),
    effect: 'show',
  }),
  'message.returned': event({
    about: 'A message that could not be delivered comes back.',
    stream: 'chat/user',
    body: Type.Object({ id: MessageId, user: Id, text: MessageText, why: Type.Literal('USER_NOT_FOUND') }),
  }),
}

export const chatSignals = {
  'cursor.moved': signal({
    about: 'Your cursor moved. It goes to all of your devices, that which moved it among them.',
    stream: 'chat/user',
    body: Type.Object({ room: Id, ...Cursor }),
  }),
}
