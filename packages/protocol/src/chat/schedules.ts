/** Messages that are sent later: their author's alone until then, on all of their devices. */
import * as Type from 'typebox'
import { described, Id, MessageId, MessageText, Seq, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Content, Files } from './messages.ts'
import { Limit, usualPage } from './pages.ts'
import { Due, When } from './when.ts'

/** Scheduled messages of one account. */
export const mostScheduled = 100

const Scheduled = { room: Id, id: described(MessageId, 'of the message, from now on and when it is sent') }
const DueTime = { due: described(Time, 'when it is sent') }

export const commands = {
  'schedule.create': command({
    owner: 'chat',
    about:
      'Sends a message later, at most 365 days ahead, within some seconds of the time: as if you sent it then, with the rights that you have then. Where it cannot be sent, you are told so by schedule.failed, and keep it. Repeated with the same id it is the same message and gets the first answer.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    input: Type.Object({ ...Content, ...Scheduled, when: When, files: Files }, strict),
    output: Type.Object(Due),
    errors: [
      'FILE_NOT_FOUND',
      'MESSAGE_FILES_TOO_LARGE',
      'FILE_WAITS',
      'FILE_INFECTED',
      'ROOM_NOT_FOUND',
      'NOT_ALLOWED',
      'TIME_NOT_AHEAD',
      'TOO_MANY_SCHEDULED',
      'TOO_MANY_MENTIONS',
      'ACCOUNT_NEW',
    ],
  }),
  'schedule.change': command({
    owner: 'chat',
    about: 'Has a scheduled message say something else, or sends it at another time. Not any more once it is due.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    input: Type.Object(
      {
        ...Scheduled,
        text: Type.Optional(described(MessageText, 'what it says. Not given: as it is')),
        when: Type.Optional({
          ...When,
          description: 'when it is sent. Not given: as it is; one that could not be sent is tried again at once',
        }),
      },
      strict,
    ),
    output: Type.Object(Due),
    errors: ['SCHEDULE_NOT_FOUND', 'TIME_NOT_AHEAD', 'TOO_MANY_MENTIONS', 'ACCOUNT_NEW'],
  }),
  'schedule.cancel': command({
    owner: 'chat',
    about: 'Does not send a scheduled message. Not any more once it is due. Forgets one that could not be sent.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object(Scheduled, strict),
    output: Type.Object({}),
    errors: ['SCHEDULE_NOT_FOUND'],
  }),
  'schedule.list': command({
    owner: 'chat',
    about:
      'Your scheduled messages, also those that could not be sent, ordered by their ids, a page at a time; fewer than asked where they would not fit one answer.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        after: Type.Optional(described(MessageId, 'that of the last one that you have. Not given: from the first one')),
        limit: Limit(usualPage.scheduled, usualPage.scheduled),
      },
      strict,
    ),
    output: Type.Object({
      scheduled: Type.Array(
        Type.Object({
          ...Content,
          ...Scheduled,
          ...Due,
          files: Files,
          failed: Type.Optional(
            Type.String({
              description: 'the name of the error for which it could not be sent. Not given: it is still to be sent',
            }),
          ),
        }),
      ),
      more: Type.Boolean({ description: 'whether there are scheduled messages after these' }),
    }),
    errors: [],
  }),
}

const about = 'What it says is told by `schedule.list` alone.'

export const events = {
  'schedule.changed': event({
    about: `You have scheduled a message, or changed it; or it waits for its turn in a slow room. ${about}`,
    stream: 'chat/user',
    body: Type.Object({ ...Scheduled, ...DueTime }),
  }),
  'schedule.failed': event({
    about: `A scheduled message could not be sent. It is kept, to be changed or cancelled. ${about}`,
    stream: 'chat/user',
    body: Type.Object({ ...Scheduled, failed: Type.String({ maxLength: 64, description: 'the name of the error' }) }),
  }),
  'schedule.ended': event({
    about: 'A message is scheduled no longer: it was sent, or cancelled.',
    stream: 'chat/user',
    body: Type.Object({
      ...Scheduled,
      seq: Type.Optional(described(Seq, 'position of the message.sent. Not given: it was cancelled')),
    }),
  }),
}
