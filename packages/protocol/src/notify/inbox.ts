/** The inbox of somebody. */
import * as Type from 'typebox'
import { described, Id, Seq, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Kind, maybe, read, seq, stand, stream, unread, write } from './shapes.ts'

/** Notifications that one command names. */
export const mostNamed = 100
/** How many are listed at once. */
const usualPage = 50
const mostPage = 200

/** By reference: what was said is read where it was said, with the rights of now. */
const Subject = {
  kind: Kind,
  room: maybe(Id, 'the room or thread of the message', 'it is about none'),
  message: maybe(Seq, 'position of the message in that room', 'it is about none'),
  by: maybe(Id, 'whose doing it is', "nobody's"),
  of: maybe(
    Id,
    'the reminder, the space, the scheduled message, the group, the invitation or the party that it is about',
    'it is about none',
  ),
  urgent: Type.Optional(
    Type.Literal(true, {
      description:
        'that its message is urgent: devices are woken for it again and again until you read it, react to it, or answer. Not given: it is not',
    }),
  ),
  silent: Type.Optional(
    Type.Literal(true, { description: 'that it is not to ring, show or push itself forward. Not given: it may' }),
  ),
}

const Notification = Type.Object(
  {
    id: described(Seq, 'position of the notification.raised in your own stream'),
    at: Time,
    ...Subject,
    state: Type.Union([Type.Literal('unread'), Type.Literal('read'), Type.Literal('resolved')], {
      description: '`resolved`: there is nothing left to do about it, as you have read the message or answered',
    }),
  },
  { title: 'a notification' },
)

const Ids = Type.Array(Seq, {
  minItems: 1,
  maxItems: mostNamed,
  uniqueItems: true,
  title: `the ids of 1 to ${mostNamed} notifications`,
})

/** Those of the inbox for which all that is given holds. */
const named = {
  ids: maybe(Ids, 'only these', 'whatever their ids'),
  upto: maybe(Seq, 'only those with this id or a lower one', 'all there are'),
  room: maybe(Id, 'only those of this room or thread', 'wherever they are of'),
  kind: Type.Optional({ ...Kind, description: 'only those of this kind. Not given: of all kinds' }),
}
const Named = Type.Object(named, strict)
const Selection = {
  ...named,
  message: maybe(Seq, "only those of the room's messages up to this position", 'of all'),
}

const Done = Type.Object({ seq, unread })
const before = Type.Optional(described(Seq, '`next` of the page before. Not given: from the newest'))
const next = Type.Optional(described(Seq, 'the `before` of the next page. Not given: there is none'))
const limit = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: mostPage,
    default: usualPage,
    description: `how many at most. Not given: ${usualPage}`,
  }),
)

export const commands = {
  'inbox.list': command({
    ...read,
    about:
      'Your notifications, the newest first, a page at a time. What a message says is read in its room: whoever may not see it any more is not told.',
    input: Type.Object({ room: named.room, kind: named.kind, before, limit }, strict),
    output: Type.Object({ ...stand, unread, notifications: Type.Array(Notification), next }),
    errors: [],
  }),
  'inbox.group': command({
    ...read,
    about: 'Your notifications by room and kind: how many there are of each, those with the newest first.',
    input: Type.Object({ before, limit }, strict),
    output: Type.Object({
      ...stand,
      unread,
      groups: Type.Array(
        Type.Object({
          kind: Kind,
          room: Subject.room,
          count: Type.Integer({ minimum: 1, description: 'how many there are' }),
          unread: Type.Integer({ minimum: 0, description: 'how many of them are unread' }),
          last: described(Seq, 'the id of the newest'),
        }),
      ),
      next,
    }),
    errors: [],
  }),
  'inbox.read': command({
    ...write,
    about:
      'Says that you have read notifications, on all of your devices: those for which all that is given holds, `ids` or `upto` at least. What is not there changes nothing.',
    whileSuspended: true,
    input: Named,
    output: Done,
    errors: ['NOTIFICATIONS_NOT_NAMED'],
  }),
  'inbox.remove': command({
    ...write,
    about:
      'Takes notifications out of your inbox, on all of your devices: those for which all that is given holds, `ids` or `upto` at least. What is not there changes nothing.',
    whileSuspended: true,
    input: Named,
    output: Done,
    errors: ['NOTIFICATIONS_NOT_NAMED'],
  }),
}

export const events = {
  'notification.raised': event({
    about: 'There is a notification more, and it is unread. Its id is the position of this event.',
    stream,
    body: Type.Object({ ...Subject, unread }),
  }),
  'notification.read': event({
    about: 'You have read notifications: those for which all that is given holds.',
    stream,
    body: Type.Object({ ...Selection, unread }),
  }),
  'notification.resolved': event({
    about:
      'There is nothing left to do about notifications, as you have read the messages or answered: those for which all that is given holds. They count as read.',
    stream,
    body: Type.Object({ ...Selection, unread }),
  }),
  'notification.removed': event({
    about:
      'Notifications are gone, by you or because what they were about is: those for which all that is given holds.',
    stream,
    body: Type.Object({ ...Selection, unread }),
  }),
}
