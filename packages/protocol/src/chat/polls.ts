/** Polls: messages that are answered by votes. */
import * as Type from 'typebox'
import { DisplayName, described, Epoch, Id, MessageId, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Sent } from './messages.ts'
import { Limit, usualPage } from './pages.ts'
import { Answers, mostAnswers, mostQuestion } from './poll-shapes.ts'
import { When } from './when.ts'

const OfPoll = { seq: described(Seq, 'position of the message.sent') }

const Answer = Type.Integer({ minimum: 0, maximum: mostAnswers - 1, title: 'place of an answer, from 0' })
const Chosen = Type.Array(Answer, { maxItems: mostAnswers })

export const commands = {
  'poll.create': command({
    owner: 'chat',
    about:
      'Sends a message that is a poll: its text is the question, and `poll` has the rest. Repeated with the same id it is the same poll and gets the first answer.',
    access: 'user',
    rate: 'send',
    inOrderOf: 'room',
    repeatable: true,
    input: Type.Object(
      {
        room: Id,
        id: MessageId,
        question: Type.String({
          minLength: 1,
          maxLength: mostQuestion,
          format: 'visible-text',
          pattern: '^(?!\\s*$)[^\\u0000]*$',
          title: 'markdown, 1 to 300 characters, of which a reader sees something',
        }),
        answers: Answers,
        multiple: Type.Optional(
          Type.Boolean({ description: 'whether one may choose several answers. Not given: one alone' }),
        ),
        closes: Type.Optional({
          ...When,
          description: 'until when one may vote, at most 32 days ahead. Not given: until it is closed',
        }),
      },
      strict,
    ),
    output: Sent,
    errors: [
      'ROOM_NOT_FOUND',
      'NOT_ALLOWED',
      'SLOW_MODE',
      'TOO_MANY_ACTIVE_THREADS',
      'MESSAGE_ID_TAKEN',
      'TIME_NOT_AHEAD',
      'MESSAGE_STOPPED',
      'ACCOUNT_NEW',
    ],
  }),
  'poll.vote': command({
    owner: 'chat',
    about:
      'Votes in a poll, in place of what you have voted before; no answers take your vote back. Who votes for the same again changes nothing.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    input: Type.Object({ room: Id, ...OfPoll, answers: Chosen }, strict),
    output: Type.Object({
      seq: described(Seq, 'position of the poll.voted, or the head where nothing has changed'),
    }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_ALLOWED', 'NOT_A_POLL', 'POLL_CLOSED', 'ANSWER_NOT_FOUND'],
  }),
  'poll.close': command({
    owner: 'chat',
    about: 'Ends a poll: its author may, and who may take back what others have said. What is closed already stays so.',
    access: 'user',
    rate: 'write',
    inOrderOf: 'room',
    repeatable: true,
    input: Type.Object({ room: Id, ...OfPoll }, strict),
    output: Type.Object({ seq: described(Seq, 'position of the poll.closed, also where that was before') }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_A_POLL', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
  'vote.list': command({
    owner: 'chat',
    about:
      'Who has voted for an answer, in the order in which they did, a page at a time; fewer than asked where they would not fit one answer. Those are left out whom you hide.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        ...OfPoll,
        answer: Answer,
        after: Type.Optional(described(Seq, '`voted` of the last one that you have. Not given: from the first one')),
        limit: Limit(usualPage.votes, 500),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position of the room when this was read'),
      users: Type.Array(
        Type.Object({ user: Id, name: DisplayName, voted: described(Seq, 'position of their poll.voted') }),
      ),
      more: Type.Boolean({ description: 'whether there are users after these' }),
    }),
    errors: ['ROOM_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_A_POLL'],
  }),
}

export const events = {
  'poll.voted': event({
    about: 'Somebody has voted. It counts whoever sees it: also for whoever hides them.',
    stream: 'chat/room',
    body: Type.Object({
      ...OfPoll,
      answers: { ...Chosen, description: 'what they vote for from now on; none where they took their vote back' },
      before: { ...Chosen, description: 'what they had voted for before, which counts no longer' },
    }),
    ofMessage: true,
  }),
  'poll.closed': event({
    about: 'A poll is over: by somebody, or by its deadline.',
    stream: 'chat/room',
    body: Type.Object(OfPoll),
    ofMessage: true,
  }),
}
