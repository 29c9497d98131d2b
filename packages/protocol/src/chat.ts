/** Rooms and messages, owned by the chat service. A room is a conversation of any kind. */
import * as Type from 'typebox'
import {
  DisplayName,
  Epoch,
  EventFrame,
  Id,
  MessageId,
  MessageText,
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

const RoomSummary = {
  room: Id,
  kind: RoomKind,
  name: Type.String({ maxLength: 64, description: "the group's name; of a direct room, the other person's" }),
  role: Role,
}

const Newcomer = Type.Object({ user: Id, name: DisplayName, role: Role })
const Member = Type.Object({
  ...Newcomer.properties,
  joined: Type.Integer({ minimum: 0, description: 'position of the member.joined that brought them in' }),
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
const Sent = Type.Object({ seq: Seq, at: Time })
const Cursor = {
  head: Seq,
  read: Seq,
  unread: Type.Integer({ minimum: 0, description: 'what counts after `read`, up to `head`' }),
}

export const chatCommands = {
  'room.create': command({
    owner: 'chat',
    about:
      'Makes a group, or gives the direct room with somebody, made once for each two people. A group repeated with the same `key` (a UUID of yours) is the same group; ROOM_NOT_FOUND where you are no longer in it.',
    access: 'user',
    rate: 'write',
    weighs: 'members',
    input: Type.Union([
      Type.Object({ kind: Type.Literal('direct'), user: Id }, strict),
      Type.Object(
        {
          kind: Type.Literal('group'),
          key: Type.Optional(Id),
          name: DisplayName,
          members: Type.Array(Id, {
            maxItems: peopleAtOnce,
            description: 'besides yourself; more are brought in by `member.add`',
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
        after: Type.Optional(Id),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '200 where not given' })),
      },
      strict,
    ),
    output: Type.Object({
      rooms: Type.Array(Type.Object({ ...RoomSummary, ...StreamState.properties })),
      more: Type.Boolean(),
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
    output: Type.Object({ seq: Seq }),
    errors: ['ROOM_NOT_FOUND', 'DIRECT_ROOM_FIXED'],
  }),
  'room.history': command({
    owner: 'chat',
    about:
      'A page of events in ascending order: the last ones before a position, or the first ones after one. Fewer than asked where they would not fit one answer; one always does.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        before: Type.Optional(Seq),
        after: Type.Optional(Seq),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '50 where not given' })),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: Seq,
      floor: Seq,
      events: Type.Array(EventFrame),
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
        after: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: Number.MAX_SAFE_INTEGER,
            description: '`joined` of the last one that you have',
          }),
        ),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: '100 where not given' })),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: Seq,
      member_count: MemberCount,
      members: Type.Array(Member),
      more: Type.Boolean(),
    }),
    errors: ['ROOM_NOT_FOUND'],
  }),
  'member.add': command({
    owner: 'chat',
    about:
      'Brings people into a group, all of them or, where one cannot come in, nobody. Every member may; somebody already in it stays as they are. `seq` is the position of the last who came in, or the head where nobody did.',
    access: 'user',
    rate: 'write',
    weighs: 'users',
    input: Type.Object({ room: Id, users: Type.Array(Id, { minItems: 1, maxItems: peopleAtOnce }) }, strict),
    output: Type.Object({ seq: Seq }),
    errors: ['ROOM_NOT_FOUND', 'USER_NOT_FOUND', 'DIRECT_ROOM_FIXED', 'ROOM_FULL', 'TOO_MANY_ROOMS'],
  }),
  'member.remove': command({
    owner: 'chat',
    about: 'Takes somebody out of a group. Only the owner may.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ room: Id, user: Id }, strict),
    output: Type.Object({ seq: Seq }),
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
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_ID_TAKEN'],
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
    about: 'Somebody left, or was taken out by another (`by`). It is the last event of the room that they get.',
    stream: 'chat/room',
    body: Type.Object({ user: Id }),
    follow: 'end',
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
  }),
  'room.joined': event({
    about: 'You are in a room from now on; its events follow from `head`.',
    stream: 'chat/user',
    body: Type.Object({ ...RoomSummary, on: StreamName, epoch: Epoch, head: Seq, floor: Seq }),
    follow: 'start',
  }),
  'room.left': event({
    about: 'You are no longer in a room.',
    stream: 'chat/user',
    body: Type.Object({ room: Id, on: StreamName }),
  }),
  'message.returned': event({
    about: 'A message that could not be delivered comes back.',
    stream: 'chat/user',
    body: Type.Object({ id: MessageId, user: Id, text: MessageText, why: Type.Literal('USER_NOT_FOUND') }),
  }),
}

export const chatSignals = {
  'cursor.moved': signal({
    about: 'You have read further, perhaps on another device.',
    stream: 'chat/user',
    body: Type.Object({ room: Id, ...Cursor }),
  }),
}
