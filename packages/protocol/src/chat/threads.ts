/** Threads: rooms that hang on a message of another room. */
import * as Type from 'typebox'
import { DisplayName, described, Epoch, Id, Seq, strict, Time } from '../shapes.ts'
import { command, event, signal } from '../table.ts'
import { Limit, usualPage } from './pages.ts'

/** People who may follow one thread. */
export const mostFollowers = 1_000
/** Of those who took part in a thread, so many are named. */
export const mostPosters = 5
/** Minutes without a post after which a thread is archived, where nothing is said of it. */
export const usualArchiveMinutes = 4_320

const Minutes = Type.Union([Type.Literal(60), Type.Literal(1_440), Type.Literal(4_320), Type.Literal(10_080)], {
  title: '60, 1,440, 4,320 or 10,080 minutes',
})

const Replies = Type.Integer({ minimum: 0, description: 'messages in it that were not taken back, whoever wrote them' })
const Tally = Type.Integer({ minimum: 0, description: 'how many of its events count, up to `head`' })
const Unread = Type.Integer({ minimum: 0, description: 'what counts after your cursor, up to `head`' })
const Last = Type.Optional(
  Type.Object({ seq: Seq, at: Time }, { description: 'the last of these, there. Not given: there are none' }),
)
const Root = described(Seq, 'position of the message that it hangs on, in the room that it belongs to')

/** What is told of a thread at the message that it hangs on. */
export const ThreadState = Type.Object({
  room: described(Id, 'the thread, which is a room as any'),
  name: Type.Optional(described(DisplayName, 'what it is called. Not given: nothing')),
  head: described(Seq, 'the last position of the thread'),
  replies: Replies,
  last: Last,
  users: Type.Array(Id, {
    maxItems: mostPosters,
    description: 'who took part, the last one first; those left out whom you hide',
  }),
  archived: Type.Optional(Type.Literal(true, { description: 'that it is archived. Not given: it is not' })),
  locked: Type.Optional(
    Type.Literal(true, { description: 'that only who manages the room may write. Not given: everybody may' }),
  ),
})

const Thread = Type.Object({
  parent: described(Id, 'the room that it belongs to'),
  seq: Root,
  ...ThreadState.properties,
  private: Type.Optional(
    Type.Literal(true, { description: 'that only who follows it, and who manages the room, sees it. Not given: all' }),
  ),
  archive_minutes: Minutes,
  following: Type.Boolean({ description: 'whether you follow it' }),
  own: Type.Optional(
    Type.Literal(true, {
      description:
        'that you began it: you may name, archive and revive it while it is not locked. Not given: you did not',
    }),
  ),
  epoch: Epoch,
  begun: described(Seq, 'where the room stood when it began'),
  tally: Tally,
  read: described(Seq, 'where your cursor stands in it'),
  unread: Unread,
})

const Page = Type.Object({
  threads: Type.Array(Thread),
  more: Type.Boolean({ description: 'whether there are further ones' }),
})

export const commands = {
  'thread.create': command({
    owner: 'chat',
    about:
      'Begins a thread at a message of a room. It is a room as any: send, read, react and search in it. Who is in the room is in the thread. A message has one public thread, which a repeat gives. Its author and you follow it. In a slow room it takes your turn as a message does, and your first message in it belongs to that turn.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: ['key'],
    input: Type.Object(
      {
        room: Id,
        seq: Root,
        name: Type.Optional(described(DisplayName, 'what it is called. Not given: nothing')),
        private: Type.Optional(
          Type.Boolean({
            description:
              'true: only who follows it, and who manages the room, sees it and learns of it. Not given: all who are in the room',
          }),
        ),
        key: Type.Optional(
          described(
            Id,
            'a new UUID of yours: a private thread, repeated with it, is the same. Not given: a repeat makes another private thread',
          ),
        ),
        archive_minutes: Type.Optional(
          described(Minutes, `after so long without a post it is archived. Not given: ${usualArchiveMinutes}`),
        ),
      },
      strict,
    ),
    output: Thread,
    errors: [
      'ROOM_NOT_FOUND',
      'MESSAGE_NOT_FOUND',
      'THREAD_IN_THREAD',
      'NOT_ALLOWED',
      'SLOW_MODE',
      'TOO_MANY_THREADS',
      'TOO_MANY_ACTIVE_THREADS',
      'MESSAGE_STOPPED',
    ],
  }),
  'thread.list': command({
    owner: 'chat',
    about: 'The threads of a room that you see, the one that began last first, a page at a time.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        archived: Type.Optional(Type.Boolean({ description: 'true: those that are archived. Not given: the others' })),
        before: Type.Optional(
          Type.Tuple([Seq, Id], {
            description: '`begun` and `room` of the last one that you have. Not given: from the newest',
          }),
        ),
        limit: Limit(usualPage.threads, 100),
      },
      strict,
    ),
    output: Page,
    errors: ['ROOM_NOT_FOUND', 'THREAD_IN_THREAD'],
  }),
  'thread.following': command({
    owner: 'chat',
    about:
      'The threads that you follow, of all your rooms, with what you have not read there, ordered by the ids of their rooms and then by their own, a page at a time.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        after: Type.Optional(
          Type.Tuple([Id, Id], {
            description: '`parent` and `room` of the last one that you have. Not given: from the first one',
          }),
        ),
        limit: Limit(usualPage.threads, 100),
      },
      strict,
    ),
    output: Page,
    errors: [],
  }),
  'thread.get': command({
    owner: 'chat',
    about: 'One thread.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ room: described(Id, 'the thread') }, strict),
    output: Thread,
    errors: ['ROOM_NOT_FOUND', 'THREADS_ONLY'],
  }),
  'thread.follow': command({
    owner: 'chat',
    about:
      'Follows a thread: what comes in it is unread for you from then on. Who posts in one follows it. Whoever sees a private thread lets others of the room in by this.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        room: described(Id, 'the thread'),
        user: Type.Optional(described(Id, 'who is to see a private thread. Not given: yourself')),
      },
      strict,
    ),
    output: Type.Object({}),
    errors: ['ROOM_NOT_FOUND', 'THREADS_ONLY', 'TOO_MANY_FOLLOWERS', 'MEMBER_NOT_FOUND', 'NOT_ALLOWED'],
  }),
  'thread.unfollow': command({
    owner: 'chat',
    about: 'Follows a thread no longer; of a private one you then see nothing more, unless you manage the room.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ room: described(Id, 'the thread') }, strict),
    output: Type.Object({}),
    errors: ['ROOM_NOT_FOUND', 'THREADS_ONLY', 'NOT_ALLOWED'],
  }),
  'thread.change': command({
    owner: 'chat',
    about:
      'Names, archives, revives or locks a thread, or says when it is archived. Who began it may, and who manages the room; these alone lock and unlock it, and change a locked one. A post revives an archived one. What is so already stays so.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        room: described(Id, 'the thread'),
        name: Type.Optional(described(DisplayName, 'what it is called from now on. Not given: as before')),
        archived: Type.Optional(Type.Boolean({ description: 'whether it is archived. Not given: as before' })),
        locked: Type.Optional(
          Type.Boolean({ description: 'whether only who manages the room may write. Not given: as before' }),
        ),
        archive_minutes: Type.Optional(
          described(Minutes, 'after so long without a post it is archived. Not given: as before'),
        ),
      },
      strict,
    ),
    output: Thread,
    errors: [
      'ROOM_NOT_FOUND',
      'THREADS_ONLY',
      'NOT_ALLOWED',
      'FACTOR_MISSING',
      'TOO_MANY_ACTIVE_THREADS',
      'MESSAGE_STOPPED',
    ],
  }),
}

const Changed = Type.Object({
  room: described(Id, 'the thread'),
  seq: Root,
  name: Type.Optional(DisplayName),
  archived: Type.Optional(Type.Boolean()),
  locked: Type.Optional(Type.Boolean()),
  archive_minutes: Type.Optional(Minutes),
})

const Followed = Type.Object({
  room: described(Id, 'the thread'),
  parent: described(Id, 'the room that it belongs to'),
})

export const events = {
  'thread.created': event({
    about: 'A message has a thread from now on.',
    stream: 'chat/room',
    body: Type.Object({ room: described(Id, 'the thread'), seq: Root, name: Type.Optional(DisplayName) }),
    ofMessage: true,
  }),
  'thread.changed': event({
    about:
      'A thread of the room was named, archived, revived or locked. It says what changed, and nothing else. Of a private thread its own stream tells it, and `thread.advanced` whoever follows it.',
    stream: 'chat/room',
    body: Changed,
    ofMessage: true,
  }),
  'thread.followed': event({
    about: 'You follow a thread. Of those that you posted in it does not come.',
    stream: 'chat/user',
    body: Followed,
  }),
  'thread.unfollowed': event({
    about: 'You follow a thread no longer.',
    stream: 'chat/user',
    body: Followed,
    effect: 'look',
  }),
}

const Moved = {
  room: described(Id, 'the thread'),
  seq: Root,
  head: described(Seq, 'the last position of the thread'),
  tally: Tally,
  replies: Replies,
  last: Last,
}

export const signals = {
  'thread.moved': signal({
    about:
      'A public thread of the room has moved, whether you look at it or not: told once a second at most. What you have not read of it is `tally` less the tally where your cursor stands.',
    stream: 'chat/room',
    body: Type.Object(Moved),
    ofMessage: true,
    state: { of: 'room', version: 'head' },
  }),
  'thread.advanced': signal({
    about:
      'A private thread that you follow has moved, or stands otherwise: whether you look at it or not, told once a second at most, to its followers alone. It says all of how it stands.',
    stream: 'chat/user',
    body: Type.Object({
      parent: described(Id, 'the room that it belongs to'),
      ...Moved,
      unread: Unread,
      name: ThreadState.properties.name,
      archived: ThreadState.properties.archived,
      locked: ThreadState.properties.locked,
      archive_minutes: Type.Optional(
        described(Minutes, 'when it is archived. Not given: a server of before, which says nothing of how it stands'),
      ),
    }),
    state: { of: 'room', version: 'head' },
  }),
  'thread.replied': signal({
    about: 'Somebody (`by`) has posted in a thread of the room. Told besides `thread.moved`, to who sees their words.',
    stream: 'chat/room',
    body: Type.Object({ room: described(Id, 'the thread'), seq: Root }),
    authored: true,
    ofMessage: true,
  }),
}
