/** How people are called, find each other, and log in: what they change of that. Owned by the auth service. */
import * as Type from 'typebox'
import { OwnMessages } from './auth/closing.ts'
import { OwnPassword } from './auth/factors.ts'
import { OwnRestriction } from './auth/staff-commands.ts'
import { DisplayName, described, Id, literals, nameLength, PersonName, strict, Time, User, Username } from './shapes.ts'
import { staffRoles } from './staff.ts'
import { command } from './table.ts'

/** People of one page of a search. */
export const mostFound = 50
const usualFound = 20

/** Whatever was typed may be somebody's; what is nobody's is not found. */
const Typed = Type.String({ maxLength: 256, format: 'whole-text' })
const Findable = Type.Union([Type.Literal('everyone'), Type.Literal('shared'), Type.Literal('nobody')])
const findable =
  'who finds you by your name: everyone, those alone who are your contacts or share a room or a space with you, or nobody'
const Former = Type.Array(Type.Object({ username: Username, until: Time }), {
  description: 'the usernames that you had before and that are kept for you until then',
})
/** Of the server's own making: it says what is wrong with another. */
const Place = Type.String({ maxLength: 256, title: 'where a search goes on' })

export const commands = {
  'account.get': command({
    owner: 'auth',
    about: 'Your own account.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({
      user: Id,
      username: Username,
      name: DisplayName,
      created_at: Time,
      guest: Type.Optional(
        Type.Literal(true, { description: 'you came in by a name alone: see `guest.become`. Not given: you did not' }),
      ),
      findable: described(Findable, findable),
      former: Former,
      closing: Type.Optional(
        Type.Object(
          { at: described(Time, 'when it is closed'), messages: OwnMessages },
          { description: 'you have closed it, and may still keep it. Not given: you have not' },
        ),
      ),
      role: Type.Optional(described(literals(staffRoles), 'your role in running the platform')),
      restrictions: Type.Optional(described(Type.Array(OwnRestriction), 'what restricts you, and why')),
    }),
    errors: [],
  }),
  'account.change': command({
    owner: 'auth',
    about:
      'Gives you another display name, or sets who finds you. Your devices and whoever is in a room with you are told of a name within seconds, by `name.changed` and `member.renamed`; what events say of names stays as it was.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        name: Type.Optional(described(PersonName, 'what others see. Not given: as it is')),
        findable: Type.Optional(described(Findable, `${findable}. Not given: as it is`)),
      },
      strict,
    ),
    output: User,
    errors: ['TOO_MANY_ATTEMPTS'],
  }),
  'username.change': command({
    owner: 'auth',
    about:
      'Gives you another name to log in with, at once. The one that you had is kept for you for a while: nobody else gets it, and your contacts find you by it; you may go back to it. A name that looks like somebody else’s is taken.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    notByGuests: true,
    input: Type.Object({ username: Username, password: OwnPassword }, strict),
    output: Type.Object({ username: Username, former: Former }),
    errors: ['LOGIN_FAILED', 'LOGIN_TOO_OLD', 'USERNAME_TAKEN', 'PASSWORD_WEAK', 'TOO_MANY_ATTEMPTS'],
  }),
  'username.resolve': command({
    owner: 'auth',
    about: 'Which of your contacts has this username, or had it a while ago.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ username: Typed }, strict),
    output: User,
    errors: ['NOBODY_FOUND'],
  }),
  'user.get': command({
    owner: 'auth',
    about: 'Looks people up by id. Ids that are nobody are left out.',
    access: 'user',
    rate: 'read',
    weighs: 'users',
    input: Type.Object({ users: Type.Array(Id, { minItems: 1, maxItems: 100 }) }, strict),
    output: Type.Object({ users: Type.Array(User) }),
    errors: [],
  }),
  'user.search': command({
    owner: 'auth',
    about:
      'Finds people by their display name: each of these words has to begin one of its words, whatever the case and the accents; usernames are not searched. Whom one finds is their own choice, and blocks hold. Fewer than asked, perhaps none, where looking further would take long: go on with `next` while there is one.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: nameLength, format: 'line' }),
        limit: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: mostFound,
            default: usualFound,
            description: `how many at most. Not given: ${usualFound}`,
          }),
        ),
        next: Type.Optional(described(Place, '`next` of the page before. Not given: from the first')),
      },
      strict,
    ),
    output: Type.Object({
      users: Type.Array(User),
      next: Type.Optional(described(Place, 'where to go on. Not given where there is nobody further')),
    }),
    errors: [],
  }),
}
