/** A room as it was. */
import * as Type from 'typebox'
import { described, Epoch, EventFrame, Id, Redacted, RoomKind, Seq, strict } from '../shapes.ts'
import { command } from '../table.ts'
import { MessageStates } from './message-states.ts'
import { Limit, usualPage } from './pages.ts'
import { Member, Topic } from './summaries.ts'

export const commands = {
  'room.snapshot': command({
    owner: 'chat',
    about:
      'A room as it was when its last position was `seq`, for looking into what happened: what it was called, who was in it, the last events before `before`, and what had become of their messages by then. As you may see it now: what was taken back since stays `redacted`, and who you hide stays hidden.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        room: Id,
        seq: described(Seq, 'how far the room had come'),
        before: Type.Optional(described(Seq, 'only events before this one. Not given: up to `seq`')),
        limit: Limit(usualPage.events, 200),
        joined_after: Type.Optional(
          described(Seq, '`joined` of the last member that you have. Not given: from the first one'),
        ),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      seq: described(Seq, 'the position that all of it is of'),
      kind: RoomKind,
      name: Type.String({ maxLength: 64, description: 'what it was called; empty for a direct room' }),
      topic: Type.Optional(described(Topic, 'what it was about. Not given: nothing was said')),
      member_count: Type.Integer({ minimum: 0, description: 'how many were in it' }),
      members: Type.Array(Member, {
        description: `of these in the order in which they came, ${usualPage.members} at most, and fewer where they would not fit: \`joined_after\` leads to the others`,
      }),
      events: Type.Array(Type.Union([EventFrame, Redacted])),
      states: MessageStates,
      more: Type.Boolean({ description: 'whether earlier events are held' }),
    }),
    errors: ['ROOM_NOT_FOUND', 'POSITION_NOT_HELD'],
  }),
}
