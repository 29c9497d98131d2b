/** What a space says to newcomers: rules that they accept before they may do more than read, and where to look first. */
import * as Type from 'typebox'
import { described, Id, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'

export const mostRules = 16
/** Rooms that a newcomer is shown first. */
export const mostWelcomeRooms = 5

const textLength = 200
const welcomeLength = 1_000

const Rule = Type.String({
  minLength: 1,
  maxLength: textLength,
  format: 'visible-text',
  pattern: '^(?!\\s*$)[^\\u0000]*$',
  title: `a rule of 1 to ${textLength} characters, of which a reader sees something`,
})
const Rules = Type.Array(Rule, { maxItems: mostRules })

const WelcomeText = Type.String({
  maxLength: welcomeLength,
  format: 'whole-text',
  title: `a text of at most ${welcomeLength} characters, empty for none`,
})
const WelcomeRooms = Type.Array(Id, { maxItems: mostWelcomeRooms, uniqueItems: true })

export const Screening = Type.Object({
  version: described(Seq, 'which rules these are: the position at which they were made so; 0 where there are none'),
  rules: described(Rules, 'none: whoever comes in may do at once what their roles allow'),
  pending: Type.Optional(
    Type.Literal(true, {
      description: 'that you have to accept the rules before you may do more than read. Not given: you may',
    }),
  ),
  welcome: Type.Object({
    text: WelcomeText,
    rooms: described(WelcomeRooms, 'rooms to look at first, of those that you see'),
  }),
})

export const commands = {
  'screening.get': command({
    owner: 'chat',
    about: 'What a space that you live in says to newcomers.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ space: Id }, strict),
    output: Screening,
    errors: ['SPACE_NOT_FOUND'],
  }),
  'screening.set': command({
    owner: 'chat',
    about:
      'Says what newcomers have to accept before they may do more than read, and what they are welcomed with. Who lives there already goes on as before, unless that is asked for. Who has `manage_space` may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        space: Id,
        rules: Type.Optional(described(Rules, 'the rules from now on, none for no screening. Not given: as before')),
        anew: Type.Optional(
          Type.Boolean({
            description:
              'whether everybody has to accept the rules, also who has accepted them or others before; but for the owner and administrators. Not given: not',
          }),
        ),
        welcome: Type.Optional(
          Type.Object(
            {
              text: WelcomeText,
              rooms: described(WelcomeRooms, 'rooms of the space to look at first; shown to those alone who see them'),
            },
            { ...strict, description: 'the welcome from now on. Not given: as before' },
          ),
        ),
      },
      strict,
    ),
    output: Type.Object({
      seq: described(Seq, 'position of the last event of it, or the head where nothing changed'),
    }),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'ROOM_NOT_FOUND'],
  }),
  'screening.accept': command({
    owner: 'chat',
    about: 'Accepts the rules of a space. Whoever has to accept none stays as they are.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id, version: described(Seq, 'that of the rules which you have been shown') }, strict),
    output: Type.Object({
      seq: described(Seq, 'position of the resident.accepted, or the head where there was nothing to accept'),
    }),
    errors: ['SPACE_NOT_FOUND', 'RULES_CHANGED'],
  }),
}

export const events = {
  'screening.changed': event({
    about: 'The space says something else to newcomers: `screening.get` tells what.',
    stream: 'chat/space',
    body: Type.Object({}),
  }),
  'resident.accepted': event({
    about:
      'Somebody has accepted the rules. Where that is you, ask `space.get` again: what you may do is another thing now.',
    stream: 'chat/space',
    body: Type.Object({ user: Id }),
  }),
}
