/** What of the notifications of somebody may ring, and when. */
import * as Type from 'typebox'
import { described, Id, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { notificationKinds, read, seq, stand, stream, write } from './shapes.ts'

const Level = Type.Union([Type.Literal('loud'), Type.Literal('silent'), Type.Literal('off')])
const Minute = Type.Integer({ minimum: 0, maximum: 1_439, title: 'minutes after midnight' })

const levelsAre = 'by kind: `loud` may ring, `silent` is in the inbox and does not, `off` is not told at all'
const quietAre = 'the hours of each day in which nothing rings, and no mail is sent of what is unread'

/** Rooms and spaces of which somebody says how loud they are. */
export const mostAlertPlaces = 100

/** What rings; how loud a room is says its preference. */
const Alerts = {
  levels: Type.Object(
    Object.fromEntries(
      notificationKinds.map((kind) => [kind, Type.Optional(described(Level, 'how these come. Not given: loud'))]),
    ) as Record<(typeof notificationKinds)[number], Type.TOptional<typeof Level>>,
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
const Every = Type.Union([Type.Literal('never'), Type.Literal('hourly'), Type.Literal('daily')])
const everyIs =
  'how often you are sent mail at most about what you have not read while you were away, where your account has an e-mail address'
const contentIs = 'whether such mail says who has said what, and where. Else it says how much there is'
const ToldDigests = {
  digest: Type.Optional({ ...Every, description: `${everyIs}. Not given: by a server that sends none` }),
  digest_content: Type.Optional(Type.Boolean({ description: `${contentIs}. Not given: it does not` })),
}
const Place = described(Id, 'a room, a thread or a space')
const Places = Type.Array(Type.Object({ place: Place, level: Level }), {
  maxItems: mostAlertPlaces,
  description: 'the rooms and spaces of which you have said how loud they are, in the order of their ids',
})
const ToldAlerts = {
  ...Alerts,
  quiet: Type.Optional({ ...Alerts.quiet, description: `${quietAre}. Not given: none` }),
  ...ToldDigests,
}

export const commands = {
  'alert.get': command({
    ...read,
    about: 'What of your notifications may ring, and when.',
    input: Type.Object({}, strict),
    output: Type.Object({ ...stand, ...ToldAlerts, places: Places }),
    errors: [],
  }),
  'alert.set': command({
    ...write,
    about:
      'Sets what of your notifications may ring, and when, and of what you are sent mail: the members that you give, and leaves the others. It holds for what is told from then on. While you do not want to be disturbed nothing rings in any case.',
    whileSuspended: true,
    input: Type.Object(
      {
        levels: Type.Optional({
          ...Alerts.levels,
          description: `${levelsAre}. Not given: as it is; of kinds that are not given as well`,
        }),
        quiet: Type.Optional({ ...Alerts.quiet, description: `${quietAre}. Not given: as it is` }),
        digest: Type.Optional({ ...Every, description: `${everyIs}. Not given: as it is` }),
        digest_content: Type.Optional(Type.Boolean({ description: `${contentIs}. Not given: as it is` })),
      },
      strict,
    ),
    output: Type.Object({ seq, ...ToldAlerts }),
    errors: ['TIME_ZONE_UNKNOWN'],
  }),
  'alert.place': command({
    ...write,
    about: `Says how loud what comes of a room or a space is, beside what holds for its kind: the quieter of the two counts. A thread is as its room, and a room as its space, where you have said nothing of it. Of ${mostAlertPlaces} at most; a place that is not there may be named, and changes nothing.`,
    whileSuspended: true,
    input: Type.Object(
      {
        place: Place,
        level: Type.Optional({ ...Level, description: 'how loud it is. Not given: you say nothing of it any more' }),
      },
      strict,
    ),
    output: Type.Object({ seq }),
    errors: ['TOO_MANY_PLACES'],
  }),
}

export const events = {
  'alert.placed': event({
    about: 'You say something else of how loud a room or a space is.',
    stream,
    body: Type.Object({
      place: Place,
      level: Type.Optional({ ...Level, description: 'how loud it is. Not given: nothing is said of it' }),
    }),
  }),
  'alert.changed': event({
    about: 'Something else of your notifications may ring than before. It says all of it.',
    stream,
    body: Type.Object(ToldAlerts),
  }),
}
