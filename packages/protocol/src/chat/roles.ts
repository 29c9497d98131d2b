/** Roles of spaces, and what rooms and categories say otherwise. */
import * as Type from 'typebox'
import { DisplayName, described, Id, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import {
  Colour,
  mostGranted,
  OverrideHolder,
  OverridePlace,
  PermissionSet,
  Place,
  RoleId,
  SpaceRole,
  ToldHolder,
  ToldPermissions,
} from './space-shapes.ts'

const position = (of: string) =>
  Type.Object({ seq: described(Seq, `position of the ${of}, or the head where nothing changed`) })
const rank =
  'Who has `manage_roles` may, as far as it is about roles below their own highest, and about permissions that they have themselves.'
const Granted = Type.Array(Id, { minItems: 1, maxItems: mostGranted })
const askAgain = 'Ask `space.get` again: which rooms you see, and what you may do, may be another thing now.'

const Step = Type.Object({
  why: Type.String({
    maxLength: 32,
    description:
      'what decided: `owner`, `stranger`, `role`, `administrator`, `room for everyone`, `room for their roles`, `room for them`, `sees nothing`, `timed out`, `rules not accepted`, `says nothing`, `no second factor`; later servers may have more',
  }),
  roles: Type.Optional(Type.Array(RoleId, { description: 'the roles that it is about' })),
  allow: described(ToldPermissions, 'what it gives'),
  deny: described(ToldPermissions, 'what it takes, before it gives'),
  holds: described(ToldPermissions, 'what they have after this step'),
})

export const commands = {
  'role.create': command({
    owner: 'chat',
    about: `Makes a role, the lowest but that of everyone. ${rank}`,
    access: 'user',
    rate: 'write',
    input: Type.Object(
      {
        space: Id,
        name: DisplayName,
        colour: Type.Optional(described(Colour, 'the colour of the names of those who have it. Not given: none')),
        may: Type.Optional(described(PermissionSet, 'what it allows. Not given: nothing')),
        mentionable: Type.Optional(
          Type.Boolean({ description: 'whether everybody may mention those who have it. Not given: not' }),
        ),
      },
      strict,
    ),
    output: SpaceRole,
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'NOT_BELOW_YOU', 'TOO_MANY_ROLES'],
  }),
  'role.change': command({
    owner: 'chat',
    about: `Changes a role; of that of everyone, only what it allows. ${rank}`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        space: Id,
        role: RoleId,
        name: Type.Optional(described(DisplayName, 'what it is called from now on. Not given: as before')),
        colour: Type.Optional(described(Colour, 'its colour from now on. Not given: as before')),
        place: Type.Optional(
          described(
            { ...Place, minimum: 1 },
            'where it stands from now on, the higher one above. Not given: as before',
          ),
        ),
        may: Type.Optional(described(PermissionSet, 'what it allows from now on. Not given: as before')),
        mentionable: Type.Optional(
          Type.Boolean({ description: 'whether everybody may mention those who have it. Not given: as before' }),
        ),
      },
      strict,
    ),
    output: position('last event of it'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'NOT_BELOW_YOU', 'ROLE_NOT_FOUND', 'ROLE_FIXED'],
  }),
  'role.delete': command({
    owner: 'chat',
    about: `Deletes a role: nobody has it any more, and what rooms say of it is gone. ${rank}`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id, role: RoleId }, strict),
    output: position('role.deleted'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'NOT_BELOW_YOU', 'ROLE_FIXED'],
  }),
  'role.grant': command({
    owner: 'chat',
    about: `Gives people a role, all of them or, where one does not live there, nobody. ${rank}`,
    access: 'user',
    rate: 'write',
    weighs: 'users',
    repeatable: true,
    input: Type.Object({ space: Id, role: RoleId, users: Granted }, strict),
    output: position('role.granted'),
    errors: [
      'SPACE_NOT_FOUND',
      'NOT_ALLOWED',
      'FACTOR_MISSING',
      'NOT_BELOW_YOU',
      'ROLE_NOT_FOUND',
      'ROLE_FIXED',
      'RESIDENT_NOT_FOUND',
    ],
  }),
  'role.revoke': command({
    owner: 'chat',
    about: `Takes a role from people, as far as they have it. ${rank} Everybody may give back a role of their own.`,
    access: 'user',
    rate: 'write',
    weighs: 'users',
    repeatable: true,
    input: Type.Object({ space: Id, role: RoleId, users: Granted }, strict),
    output: position('role.revoked'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'NOT_BELOW_YOU', 'ROLE_NOT_FOUND', 'ROLE_FIXED'],
  }),
  'override.set': command({
    owner: 'chat',
    about: `Says what a role or a person may do in a room otherwise than by roles, in place of what was said before. A category says it for its rooms, until a room is changed by itself: that begins with what its category says. ${rank}`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        space: Id,
        in: OverridePlace,
        of: OverrideHolder,
        allow: described(PermissionSet, 'what is given there; `administrator` counts for nothing'),
        deny: described(PermissionSet, 'what is taken there, before that'),
      },
      strict,
    ),
    output: position('rights.changed'),
    errors: [
      'SPACE_NOT_FOUND',
      'NOT_ALLOWED',
      'FACTOR_MISSING',
      'NOT_BELOW_YOU',
      'ROOM_NOT_FOUND',
      'CATEGORY_NOT_FOUND',
      'ROLE_NOT_FOUND',
      'RESIDENT_NOT_FOUND',
      'TOO_MANY_OVERRIDES',
    ],
  }),
  'override.remove': command({
    owner: 'chat',
    about: `Takes back what a room or a category says of a role or a person. ${rank}`,
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id, in: OverridePlace, of: OverrideHolder }, strict),
    output: position('rights.changed'),
    errors: [
      'SPACE_NOT_FOUND',
      'NOT_ALLOWED',
      'FACTOR_MISSING',
      'NOT_BELOW_YOU',
      'ROOM_NOT_FOUND',
      'CATEGORY_NOT_FOUND',
      'TOO_MANY_OVERRIDES',
    ],
  }),
  'override.list': command({
    owner: 'chat',
    about:
      'What a room or a category says otherwise than the roles: of a room that follows its category, what that says. Who has `manage_roles` may ask.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        space: Id,
        in: OverridePlace,
        after: Type.Optional(
          described(OverrideHolder, 'the last one of the page before. Not given: from the first one'),
        ),
      },
      strict,
    ),
    output: Type.Object({
      overrides: Type.Array(Type.Object({ of: ToldHolder, allow: ToldPermissions, deny: ToldPermissions }), {
        description: 'those of roles first',
      }),
      more: Type.Boolean({ description: 'whether there are more after these' }),
    }),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'ROOM_NOT_FOUND', 'CATEGORY_NOT_FOUND'],
  }),
  'permission.explain': command({
    owner: 'chat',
    about:
      'How it comes that somebody may do what they may, step by step, in a space or a room of it. Everybody may ask about themselves, and who has `manage_roles` about others.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        space: Id,
        room: Type.Optional(described(Id, 'in this room. Not given: in the space as a whole')),
        user: Type.Optional(described(Id, 'of whom. Not given: of yourself')),
      },
      strict,
    ),
    output: Type.Object({
      may: described(ToldPermissions, 'what they may do in the end'),
      steps: Type.Array(Step, { description: 'in the order of deciding' }),
    }),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'ROOM_NOT_FOUND'],
  }),
}

export const events = {
  'role.created': event({ about: 'There is a role, which nobody has yet.', stream: 'chat/space', body: SpaceRole }),
  'role.edited': event({
    about: 'A role is called otherwise, or looks or stands otherwise. It says what changed, and nothing else.',
    stream: 'chat/space',
    body: Type.Object({
      role: RoleId,
      name: Type.Optional(DisplayName),
      colour: Type.Optional(Colour),
      place: Type.Optional(Place),
      mentionable: Type.Optional(Type.Boolean()),
    }),
  }),
  'role.allowed': event({
    about: `A role allows something else. ${askAgain}`,
    stream: 'chat/space',
    body: Type.Object({ role: RoleId, may: ToldPermissions }),
    effect: 'rule',
  }),
  'role.deleted': event({
    about: `A role is gone; who had it has it no longer. ${askAgain}`,
    stream: 'chat/space',
    body: Type.Object({ role: RoleId }),
    effect: 'rule',
  }),
  'role.granted': event({
    about: `People have a role from now on. Where you are one of them: ${askAgain.toLowerCase()}`,
    stream: 'chat/space',
    body: Type.Object({ role: RoleId, users: Granted }),
    effect: 'rule',
  }),
  'role.revoked': event({
    about: `People have a role no longer. Where you are one of them: ${askAgain.toLowerCase()}`,
    stream: 'chat/space',
    body: Type.Object({ role: RoleId, users: Granted }),
    effect: 'rule',
  }),
}
