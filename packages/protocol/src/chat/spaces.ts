/** Spaces: made, told, changed, handed over, left, deleted. */
import * as Type from 'typebox'
import { DisplayName, described, Epoch, Id, Seq, Span, StreamName, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { bankLists } from './bank.ts'
import { Limit, usualPage } from './pages.ts'
import { changedPicture, wantedPicture } from './pictures.ts'
import { keepingChanged, keepingWanted } from './room-settings.ts'
import {
  Category,
  Entry,
  mostGuarded,
  Reading,
  Reason,
  SpaceRole,
  SpaceRoom,
  SpaceRoomStanding,
  SpaceSummary,
} from './space-shapes.ts'
import { Topic } from './summaries.ts'

export const Template = Type.Union([Type.Literal('team'), Type.Literal('community'), Type.Literal('game')], {
  title: 'what it begins with: rooms, categories and roles by the name of a template',
})

const Place = Type.String({ minLength: 1, maxLength: 64, title: 'where a page ended' })

const Space = Type.Object({
  ...SpaceSummary,
  role_list: Type.Array(SpaceRole, { description: 'its roles, that of everyone among them' }),
  categories: Type.Array(Category),
  ...bankLists,
  rooms: Type.Array(Type.Object({ ...SpaceRoom, ...SpaceRoomStanding, ...Reading }), {
    description: 'those that you see',
  }),
  next: Type.Optional(
    described(Place, 'there is more than fits one answer: ask again with this as `after`. Not given: this was all'),
  ),
})

const Ending = {
  ends_at: described(Time, 'when it is deleted, unless `space.keep` takes that back before'),
  ends_in_ms: described(Span, 'how long that is from now'),
}

const position = (of: string) =>
  Type.Object({ seq: described(Seq, `position of the ${of}, or the head where nothing changed`) })

export const commands = {
  'space.create': command({
    owner: 'chat',
    about:
      'Makes a space of your own: rooms, with roles that say who sees them and who may do what there. You live in it from the start.',
    access: 'user',
    rate: 'write',
    repeatable: ['key'],
    notByGuests: true,
    input: Type.Object(
      {
        key: Type.Optional(
          described(
            Id,
            'a new UUID of yours: repeated with it, this gives the same space, or SPACE_NOT_FOUND where you live there no longer. Not given: a repeat makes another space',
          ),
        ),
        name: DisplayName,
        description: Type.Optional(described(Topic, 'what it is about. Not given: nothing')),
        template: Type.Optional(described(Template, 'what it begins with. Not given: nothing but a room')),
      },
      strict,
    ),
    output: Space,
    errors: ['TOO_MANY_SPACES', 'SPACE_NOT_FOUND'],
  }),
  'space.get': command({
    owner: 'chat',
    about:
      'All that you need of a space that you live in: its roles, its categories, and the rooms that you see, with what you may do there. What is told of it is told for `head`; events after that change it.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        space: Id,
        after: Type.Optional(described(Place, '`next` of the answer before. Not given: from the beginning')),
      },
      strict,
    ),
    output: Space,
    errors: ['SPACE_NOT_FOUND'],
  }),
  'space.list': command({
    owner: 'chat',
    about:
      'The spaces that you live in, ordered by id, a page at a time; fewer than asked where they would not fit one answer.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        after: Type.Optional(described(Id, 'the last space of the page before. Not given: from the first one')),
        limit: Limit(usualPage.spaces, 100),
      },
      strict,
    ),
    output: Type.Object({
      spaces: Type.Array(Type.Object(SpaceSummary)),
      more: Type.Boolean({ description: 'whether there are spaces after these' }),
    }),
    errors: [],
  }),
  'space.change': command({
    owner: 'chat',
    about:
      'Changes what a space is called, what it is about, how people come in, or for how long what is said in its rooms is kept, of which they are told by `room.changed`. Who has `manage_space` may. What is so already stays so.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        space: Id,
        name: Type.Optional(described(DisplayName, 'what it is called from now on. Not given: as before')),
        description: Type.Optional(described(Topic, 'what it is about, empty for nothing. Not given: as before')),
        entry: Type.Optional(described(Entry, 'how people come in from now on. Not given: as before')),
        icon: wantedPicture('its icon'),
        banner: wantedPicture('its banner'),
        second_factor: Type.Optional(
          Type.Boolean({
            description:
              'whether what changes others or the space is in force from now on for those alone who have a second factor. The owner says so, with one; programs need none. Not given: as before',
          }),
        ),
        plain_links: Type.Optional(
          Type.Boolean({
            description:
              'whether the server leaves links alone from now on that are said in its rooms; else it looks them up, where the deployment does that. Not given: as before',
          }),
        ),
        ...keepingWanted,
      },
      strict,
    ),
    output: position('space.changed'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'FILE_NOT_FOUND', 'FILE_WAITS'],
  }),
  'space.hand_over': command({
    owner: 'chat',
    about:
      'Makes somebody else who lives there the owner of your space. You live there on, with the roles that you have.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id, user: Id }, strict),
    output: position('space.handed_over'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'RESIDENT_NOT_FOUND'],
  }),
  'space.leave': command({
    owner: 'chat',
    about:
      'Leaves a space. When its owner leaves, whoever of its administrators has lived there longest becomes owner, or else whoever of all has. When the last one leaves, it is deleted.',
    access: 'user',
    rate: 'write',
    whileSuspended: true,
    input: Type.Object({ space: Id }, strict),
    output: Type.Object({ seq: described(Seq, 'position of your resident.left') }),
    errors: ['SPACE_NOT_FOUND'],
  }),
  'space.delete': command({
    owner: 'chat',
    about:
      'Deletes a space with all that was said in it, for everybody and for good, after a while in which `space.keep` takes that back. The owner may. Said again, it stays at the time that was said first.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id }, strict),
    output: Type.Object(Ending),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
  'space.keep': command({
    owner: 'chat',
    about: 'Takes back that a space is to be deleted. The owner may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id }, strict),
    output: position('space.kept'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING'],
  }),
}

/** After it a client asks `space.get` again: only the server knows which rooms it sees now. */
const askAgain = 'Ask `space.get` again: which rooms you see, and what you may do, may be another thing now.'

export const events = {
  'space.created': event({
    about: 'The first event of a space.',
    stream: 'chat/space',
    body: Type.Object({ name: DisplayName, description: Type.Optional(Topic) }),
  }),
  'space.changed': event({
    about:
      'The space is called otherwise, is about something else, lets people in otherwise, or keeps what is said for another time. It says what changed, and nothing else.',
    stream: 'chat/space',
    body: Type.Object({
      name: Type.Optional(DisplayName),
      description: Type.Optional(described(Topic, 'empty: about nothing')),
      entry: Type.Optional(Entry),
      icon: changedPicture,
      banner: changedPicture,
      second_factor: Type.Optional(
        Type.Boolean({
          description: `whether it asks those who moderate for a second factor; \`rights.changed\` comes behind it`,
        }),
      ),
      plain_links: Type.Optional(Type.Boolean({ description: 'whether links are left alone' })),
      ...keepingChanged,
    }),
  }),
  'space.handed_over': event({
    about: `The space has another owner. ${askAgain}`,
    stream: 'chat/space',
    body: Type.Object({ owner: Id }),
    effect: 'rule',
  }),
  'space.ending': event({
    about: 'The space is to be deleted, unless that is taken back.',
    stream: 'chat/space',
    body: Type.Object({ ends_at: Time }),
  }),
  'space.kept': event({
    about: 'The space is not to be deleted.',
    stream: 'chat/space',
    body: Type.Object({}),
  }),
  'space.deleted': event({
    about: 'The space was deleted, and nobody lives there any more.',
    stream: 'chat/space',
    body: Type.Object({}),
    effect: 'close',
  }),
  'rights.changed': event({
    about: `Something was changed of who sees which rooms and may do what there. It does not say what, as that may be of rooms that you do not see. ${askAgain}`,
    stream: 'chat/space',
    body: Type.Object({}),
    effect: 'rule',
  }),
  'space.guarded': event({
    about:
      'You have a second factor from now on, or none any more, and these spaces ask for one. Ask `space.get` again of each: what you may do there may be another thing now.',
    stream: 'chat/user',
    body: Type.Object({ spaces: Type.Array(Id, { maxItems: mostGuarded }) }),
    effect: 'look',
  }),
  'space.joined': event({
    about: 'You live in a space from now on.',
    stream: 'chat/user',
    body: Type.Object({ space: Id, name: DisplayName, on: StreamName, epoch: Epoch, head: Seq, floor: Seq }),
    effect: 'start',
  }),
  'space.left': event({
    about: 'You live in a space no longer.',
    stream: 'chat/user',
    body: Type.Object({
      space: Id,
      on: StreamName,
      reason: Type.Optional(described(Reason, 'why you were taken out. Not given: nothing was said')),
      why: Type.Optional(
        Type.Union([Type.Literal('offline')], {
          description:
            'what ended it, where nobody did: you were there until you went `offline`; later servers may have more. Not given: you or somebody else did',
        }),
      ),
    }),
    // What one looks at of its rooms is not theirs any more either.
    effect: 'look',
  }),
}
