/** What has become of a message since it was sent, for whoever did not hear of it: of events that lie far behind it in the room. */
import * as Type from 'typebox'
import { described, Emoji, MessageText, Seq, Time } from '../shapes.ts'
import { Mentions } from './mentions.ts'
import { mostAnswers } from './poll-shapes.ts'
import { Previews } from './previews.ts'
import { PostTags } from './tags.ts'
import { ThreadState } from './threads.ts'

/** Distinct emoji that a message may have. */
export const mostEmoji = 20

const Reaction = Type.Object({
  emoji: Emoji,
  count: Type.Integer({ minimum: 1, description: 'how many have reacted with it, those left out whom you hide' }),
  own: Type.Optional(Type.Literal(true, { description: 'that you are among them. Not given: you are not' })),
})

export const MessageState = Type.Object({
  seq: described(Seq, 'position of the message.sent'),
  edited: Type.Optional(
    Type.Object(
      {
        seq: described(Seq, 'position of the last message.edited'),
        at: Time,
        text: MessageText,
        mentions: Mentions,
      },
      { description: 'what it says now. Not given: what was sent' },
    ),
  ),
  reactions: Type.Optional(
    Type.Array(Reaction, {
      maxItems: mostEmoji,
      description: 'by emoji, the first one first. Not given: there are none',
    }),
  ),
  pinned: Type.Optional(described(Seq, 'position of the message.pinned. Not given: it is not pinned')),
  previews: Type.Optional(
    described(
      Previews,
      'what its links lead to, of what it says now. Not given: of none anything is known, or it was taken away',
    ),
  ),
  tags: Type.Optional(
    described(PostTags, 'of a post of a forum: pass over those that the forum has no longer. Not given: it has none'),
  ),
  poll: Type.Optional(
    Type.Object(
      {
        counts: Type.Array(Type.Integer({ minimum: 0 }), {
          maxItems: mostAnswers,
          description: 'how many have voted for each answer',
        }),
        voters: Type.Integer({ minimum: 0, description: 'how many have voted' }),
        own: Type.Optional(
          Type.Array(Type.Integer({ minimum: 0 }), {
            maxItems: mostAnswers,
            description: 'places of the answers that you have voted for. Not given: you have not voted',
          }),
        ),
        closed: Type.Optional(described(Seq, 'position of the poll.closed. Not given: it is not closed')),
      },
      { description: 'how the votes stand. Not given: it is no poll, or nobody has voted yet' },
    ),
  ),
  thread: Type.Optional(
    described(ThreadState, 'its public thread, also where the message was taken back. Not given: it has none'),
  ),
})

export const MessageStates = Type.Optional(
  Type.Array(MessageState, {
    description:
      'what has become at `head` of the messages that are told here, where anything has: events after `head` change it, those up to it are in it. Not given: of none has anything',
  }),
)
