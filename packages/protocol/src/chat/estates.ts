/** What those who run the platform find of spaces, and do to them. They live in none of them for that, and read nothing that is said there. */
import * as Type from 'typebox'
import { DisplayName, described, Id, nameLength, Seq, strict, Time } from '../shapes.ts'
import { command } from '../table.ts'
import { Limit } from './pages.ts'

const usual = 50

const EstateRow = Type.Object({
  space: Id,
  name: DisplayName,
  owner: Id,
  owner_name: Type.Optional(described(DisplayName, 'what its owner is called')),
  resident_count: Type.Integer({ minimum: 0 }),
  room_count: Type.Integer({ minimum: 0 }),
  created_at: Type.Optional(described(Time, 'when it was made. Not given: that is held no longer')),
  active_at: Type.Optional(
    described(Time, 'when something happened last in its rooms. Not given: that is held no longer'),
  ),
  ends_at: Type.Optional(described(Time, 'when it is deleted. Not given: it stays')),
})

/** In one line, as in the log of the platform. */
const Reason = Type.String({
  minLength: 1,
  maxLength: 500,
  format: 'visible-text',
  description: 'why: it stands in the audit logs of the platform and of the space',
})

export const commands = {
  'estate.find': command({
    owner: 'chat',
    about:
      'All spaces of the deployment, or those in whose name these letters are, in the order of their ids: what they are called, whose they are, and how large; nothing of what is said there.',
    access: 'user',
    rate: 'read',
    needs: 'spaces.see',
    input: Type.Object(
      {
        name: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: nameLength,
            format: 'line',
            description: 'what is in the name, in any case. Not given: whatever they are called',
          }),
        ),
        owner: Type.Optional(described(Id, 'whose they are. Not given: anybody’s')),
        space: Type.Optional(described(Id, 'this one alone. Not given: all')),
        after: Type.Optional(described(Id, 'goes on behind this one. Not given: from the first')),
        limit: Limit(usual, 100),
      },
      strict,
    ),
    output: Type.Object({ spaces: Type.Array(EstateRow), more: Type.Boolean() }),
    errors: ['ROLE_MISSING', 'FACTOR_MISSING'],
  }),
  'estate.hand_over': command({
    owner: 'chat',
    about:
      'Makes somebody who lives there the owner of a space, whoever that was before. Who owned it keeps their roles; everybody there is told by `space.handed_over`, and it stands in the audit logs of the platform and of the space.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    needs: 'spaces.manage',
    input: Type.Object({ space: Id, user: described(Id, 'the new owner'), reason: Reason }, strict),
    output: Type.Object({
      seq: described(Seq, 'position of the space.handed_over, or the head where nothing changed'),
    }),
    errors: ['ROLE_MISSING', 'FACTOR_MISSING', 'SPACE_NOT_FOUND', 'RESIDENT_NOT_FOUND'],
  }),
}
