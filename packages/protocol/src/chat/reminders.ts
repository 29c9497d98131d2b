/** What somebody wants to be reminded of: theirs alone, on all of their devices. */
import * as Type from 'typebox'
import { described, EventFrame, Id, MessageId, Redacted, Seq, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { MessageState } from './message-states.ts'
import { Limit, usualPage } from './pages.ts'
import { Due, When } from './when.ts'

/** Reminders of one account, those that have rung among them. */
export const mostReminders = 100

const OfReminder = { id: described(MessageId, 'of the reminder') }

const ReminderText = Type.String({
  minLength: 1,
  maxLength: 500,
  format: 'visible-text',
  pattern: '^(?!\\s*$)[^\\u0000]*$',
  title: '1 to 500 characters, of which a reader sees something',
})

const About = Type.Object(
  { room: Id, seq: described(Seq, 'position of the message.sent') },
  { ...strict, description: 'the message that it is about. Not given: none' },
)

export const commands = {
  'reminder.set': command({
    owner: 'chat',
    about:
      'Reminds you at a time, at most 365 days ahead, by reminder.due on all of your devices. With the id of one that there is, takes its place: so it is put off, also once it has rung.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        ...OfReminder,
        when: When,
        text: Type.Optional(described(ReminderText, 'what to be reminded of. Not given: nothing')),
        about: Type.Optional(About),
      },
      strict,
    ),
    output: Type.Object(Due),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'TIME_NOT_AHEAD', 'TOO_MANY_REMINDERS'],
  }),
  'reminder.remove': command({
    owner: 'chat',
    about: 'Forgets a reminder, whether it has rung or not. What is not there changes nothing.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object(OfReminder, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'reminder.list': command({
    owner: 'chat',
    about:
      'Your reminders, also those that have rung and were not removed, ordered by their ids, a page at a time; fewer than asked where they would not fit one answer.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        after: Type.Optional(described(MessageId, 'that of the last one that you have. Not given: from the first one')),
        limit: Limit(usualPage.reminders, usualPage.reminders),
      },
      strict,
    ),
    output: Type.Object({
      reminders: Type.Array(
        Type.Object({
          ...OfReminder,
          ...Due,
          rung: Type.Optional(Type.Literal(true, { description: 'that it has rung. Not given: it has not' })),
          text: Type.Optional(described(ReminderText, 'Not given: it says nothing')),
          about: Type.Optional(About),
          event: Type.Optional(
            Type.Union([EventFrame, Redacted], {
              description:
                'the message that it is about; `redacted` where it was taken back, or you hide its author. Not given: there is none, or you are no longer in its room',
            }),
          ),
          edited: MessageState.properties.edited,
        }),
      ),
      more: Type.Boolean({ description: 'whether there are reminders after these' }),
    }),
    errors: [],
  }),
}

export const events = {
  'reminder.changed': event({
    about: 'You have set a reminder, or put it off. What it says is told by `reminder.list` alone.',
    stream: 'chat/user',
    body: Type.Object({ ...OfReminder, due: described(Time, 'when it rings') }),
  }),
  'reminder.due': event({
    about: 'A reminder rings. It is kept until you remove it. What it says is told by `reminder.list` alone.',
    stream: 'chat/user',
    body: Type.Object(OfReminder),
  }),
  'reminder.removed': event({
    about: 'You have removed a reminder.',
    stream: 'chat/user',
    body: Type.Object(OfReminder),
  }),
}
