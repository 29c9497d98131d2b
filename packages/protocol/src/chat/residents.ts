/** Who lives in a space. */
import * as Type from 'typebox'
import { DisplayName, described, Epoch, Id, nameLength, PersonName, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Limit, usualPage } from './pages.ts'
import { mostRolesGiven, Reason, Resident, RoleId } from './space-shapes.ts'

/** People about whom one call asks. */
export const residentsAtOnce = 100

const Place = Type.String({ minLength: 1, maxLength: 512, title: 'where a page ended' })

export const commands = {
  'resident.list': command({
    owner: 'chat',
    about:
      'Who lives in a space, in the order of what they are called there, a page at a time; fewer than asked where they would not fit one answer.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        space: Id,
        role: Type.Optional(described(RoleId, 'only those who have this role. Not given: everybody')),
        name: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: nameLength,
            format: 'line',
            description: 'only those whose name there begins so, in large letters or small. Not given: everybody',
          }),
        ),
        after: Type.Optional(described(Place, '`next` of the page before. Not given: from the first one')),
        limit: Limit(usualPage.members, 500),
      },
      strict,
    ),
    output: Type.Object({
      epoch: Epoch,
      head: described(Seq, 'the last position of the stream of the space when this was read'),
      residents: Type.Array(Resident),
      next: Type.Optional(
        described(Place, 'there are more: ask again with this as `after`. Not given: these were all'),
      ),
    }),
    errors: ['SPACE_NOT_FOUND', 'ROLE_NOT_FOUND'],
  }),
  'resident.get': command({
    owner: 'chat',
    about: 'Of these people, those who live in a space, in any order.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ space: Id, users: Type.Array(Id, { minItems: 1, maxItems: residentsAtOnce }) }, strict),
    output: Type.Object({ epoch: Epoch, head: Seq, residents: Type.Array(Resident) }),
    errors: ['SPACE_NOT_FOUND'],
  }),
  'resident.change': command({
    owner: 'chat',
    about:
      'Says what somebody is called in a space: everybody for themselves, and who has `rename` for those whose highest role is below their own.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        space: Id,
        user: Id,
        nick: Type.Union([PersonName, Type.Literal('')], {
          description: 'what they are called there from now on, empty for their name',
        }),
      },
      strict,
    ),
    output: Type.Object({
      seq: described(Seq, 'position of the resident.changed, or the head where nothing changed'),
    }),
    errors: [
      'SPACE_NOT_FOUND',
      'NOT_ALLOWED',
      'FACTOR_MISSING',
      'NOT_BELOW_YOU',
      'RESIDENT_NOT_FOUND',
      'MESSAGE_STOPPED',
    ],
  }),
  'resident.remove': command({
    owner: 'chat',
    about:
      'Takes somebody out of a space, who may come back by an invitation. Who has `kick` may, as far as the highest role of the other is below their own.',
    access: 'user',
    rate: 'write',
    input: Type.Object(
      { space: Id, user: Id, reason: Type.Optional(described(Reason, 'why. Not given: nothing is said')) },
      strict,
    ),
    output: Type.Object({ seq: described(Seq, 'position of their resident.left') }),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'NOT_BELOW_YOU', 'RESIDENT_NOT_FOUND'],
  }),
}

export const events = {
  'resident.joined': event({
    about: 'Somebody lives in the space from now on.',
    stream: 'chat/space',
    body: Type.Object({
      user: Id,
      name: DisplayName,
      roles: Type.Optional(
        Type.Array(RoleId, {
          maxItems: mostRolesGiven,
          description: 'the roles that they have from the start. Not given: none',
        }),
      ),
      pending: Type.Optional(
        Type.Literal(true, {
          description: 'that they may only read until they have accepted the rules. Not given: there are none',
        }),
      ),
      temporary: Type.Optional(
        Type.Literal(true, {
          description:
            'that they live there until they go offline; a role that they are given, or the space, ends that. Not given: they stay',
        }),
      ),
    }),
  }),
  'resident.left': event({
    about: 'Somebody lives in the space no longer, or was taken out by another (`by`).',
    stream: 'chat/space',
    body: Type.Object({ user: Id }),
    effect: 'end',
  }),
  'resident.changed': event({
    about: 'Somebody is called otherwise in the space.',
    stream: 'chat/space',
    body: Type.Object({
      user: Id,
      nick: Type.Union([DisplayName, Type.Literal('')], { description: 'empty: by their name' }),
    }),
  }),
}
