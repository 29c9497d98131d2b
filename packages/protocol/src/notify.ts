/** What somebody is to be told, wherever it happened: their inbox, and what of it may ring. Owned by the notify service. */
import * as Type from 'typebox'
import { described, Epoch, Id, Seq, strict, Time } from './shapes.ts'
import { command, event } from './table.ts'

export const errorBlock = 1500

export const streams = {
  'notify/user': { about: 'The inbox of one user. Followed by that user, and by nobody else.', followed: true },
} as const

/** Notifications that one command names. */
export const mostNamed = 100
/** How many are listed at once. */
const usualPage = 50
const mostPage = 200

const kinds = {
  mention: 'a message that mentions you: by name, by a role of yours, or with everybody',
  reply: 'a message that answers one of yours',
  direct: 'a message in a direct room of yours',
  reminder: 'a reminder that has rung',
  request: 'somebody asks to be your contact',
  contact: 'somebody has accepted your request',
  moderation: 'you were timed out or taken out of a space',
  system: 'something that you have left to the server has failed',
} as const

/** What there may be notifications of. */
export const notificationKinds = Object.keys(kinds) as readonly (keyof typeof kinds)[]

/** Later servers may have more. */
const Kind = Type.Union(
  notificationKinds.map((kind) => Type.Literal(kind)) as unknown as [Type.TLiteral<keyof typeof kinds>],
  {
    description: Object.entries(kinds)
      .map(([kind, about]) => `\`${kind}\`: ${about}`)
      .join('; '),
  },
)

const maybe = <T extends Type.TSchema>(shape: T, about: string, otherwise: string) =>
  Type.Optional(described(shape, `${about}. Not given: ${otherwise}`))

/** By reference: what was said is read where it was said, with the rights of now. */
const Subject = {
  kind: Kind,
  room: maybe(Id, 'the room or thread of the message', 'it is about none'),
  message: maybe(Seq, 'position of the message in that room', 'it is about none'),
  by: maybe(Id, 'whose doing it is', "nobody's"),
  of: maybe(Id, 'the reminder, the space or the scheduled message that it is about', 'it is about none'),
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

const Level = Type.Union([Type.Literal('loud'), Type.Literal('silent'), Type.Literal('off')])
const Minute = Type.Integer({ minimum: 0, maximum: 1_439, title: 'minutes after midnight' })

const levelsAre = 'by kind: `loud` may ring, `silent` is in the inbox and does not, `off` is not told at all'
const quietAre = 'the hours of each day in which nothing rings'

/** What rings; how loud a room is says its preference. */
const Alerts = {
  levels: Type.Object(
    Object.fromEntries(
      notificationKinds.map((kind) => [kind, Type.Optional(described(Level, 'how these come. Not given: loud'))]),
    ) as Record<keyof typeof kinds, Type.TOptional<typeof Level>>,
    {
      ...strict,
      description: levelsAre,
    },
  ),
  quiet: Type.Object(
    {
      from: Minute,
      to: described(Minute, 'before `from`: of the next day; the same as `from`: there are none'),
      zone: Type.String({
        minLength: 1,
        maxLength: 64,
        pattern: '^[A-Za-z0-9_+/-]+$',
        title: 'a time zone as IANA names it, such as Europe/Berlin',
      }),
    },
    { ...strict, description: quietAre },
  ),
}
const ToldAlerts = {
  ...Alerts,
  quiet: Type.Optional({ ...Alerts.quiet, description: `${quietAre}. Not given: none` }),
}

const unread = Type.Integer({ minimum: 0, description: 'how many are unread then' })
const stand = {
  epoch: Epoch,
  head: described(Seq, 'the position of your own stream that this is as of'),
  unread,
}
const write = { owner: 'notify', access: 'user', rate: 'write', repeatable: true } as const
const read = { owner: 'notify', access: 'user', rate: 'read' } as const
const Done = Type.Object({ seq: described(Seq, 'the position of your own stream by which this is so'), unread })
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
    output: Type.Object({ ...stand, notifications: Type.Array(Notification), next }),
    errors: [],
  }),
  'inbox.group': command({
    ...read,
    about: 'Your notifications by room and kind: how many there are of each, those with the newest first.',
    input: Type.Object({ before, limit }, strict),
    output: Type.Object({
      ...stand,
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
    input: Named,
    output: Done,
    errors: ['NOTIFICATIONS_NOT_NAMED'],
  }),
  'inbox.remove': command({
    ...write,
    about:
      'Takes notifications out of your inbox, on all of your devices: those for which all that is given holds, `ids` or `upto` at least. What is not there changes nothing.',
    input: Named,
    output: Done,
    errors: ['NOTIFICATIONS_NOT_NAMED'],
  }),
  'alert.get': command({
    ...read,
    about: 'What of your notifications may ring, and when.',
    input: Type.Object({}, strict),
    output: Type.Object({ epoch: stand.epoch, head: stand.head, ...ToldAlerts }),
    errors: [],
  }),
  'alert.set': command({
    ...write,
    about:
      'Sets what of your notifications may ring, and when: the members that you give, and leaves the others. It holds for what is told from then on. While you do not want to be disturbed nothing rings in any case.',
    input: Type.Object(
      {
        levels: Type.Optional({
          ...Alerts.levels,
          description: `${levelsAre}. Not given: as it is; of kinds that are not given as well`,
        }),
        quiet: Type.Optional({ ...Alerts.quiet, description: `${quietAre}. Not given: as it is` }),
      },
      strict,
    ),
    output: Type.Object({ seq: Done.properties.seq, ...ToldAlerts }),
    errors: ['TIME_ZONE_UNKNOWN'],
  }),
}

const stream = 'notify/user'

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
  'alert.changed': event({
    about: 'Something else of your notifications may ring than before. It says all of it.',
    stream,
    body: Type.Object(ToldAlerts),
  }),
}

export const signals = {}
