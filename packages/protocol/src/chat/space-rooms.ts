/** Rooms and categories of spaces, and their order. */
import * as Type from 'typebox'
import { DisplayName, described, Id, Seq, strict } from '../shapes.ts'
import { command, event } from '../table.ts'
import * as settings from './room-settings.ts'
import { Category, mostArranged, Place, RoomPlace, SpaceRoom, SpaceRoomStanding } from './space-shapes.ts'
import { Topic } from './summaries.ts'
import { Tags } from './tags.ts'

const Arranged = {
  rooms: Type.Optional(
    Type.Array(Type.Object({ room: Id, place: RoomPlace }, strict), {
      maxItems: mostArranged,
      description: 'rooms with their new places. Not given: none',
    }),
  ),
  categories: Type.Optional(
    Type.Array(Type.Object({ category: Id, place: Place }, strict), {
      maxItems: mostArranged,
      description: 'categories with their new places. Not given: none',
    }),
  ),
}

const position = (of: string) =>
  Type.Object({ seq: described(Seq, `position of the ${of}, or the head where nothing changed`) })

export const commands = {
  'category.create': command({
    owner: 'chat',
    about:
      'Makes a category, after the others: rooms stand in it together, and follow what it says of who may do what. Who has `manage_rooms` may.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ space: Id, name: DisplayName }, strict),
    output: Category,
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'TOO_MANY_CATEGORIES'],
  }),
  'category.change': command({
    owner: 'chat',
    about: 'Gives a category another name. Who has `manage_rooms` may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id, category: Id, name: DisplayName }, strict),
    output: position('category.changed'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'CATEGORY_NOT_FOUND'],
  }),
  'category.delete': command({
    owner: 'chat',
    about:
      'Deletes a category. Its rooms stay: those that followed it say by themselves from now on what it said. Who has `manage_rooms` may.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id, category: Id }, strict),
    output: position('category.deleted'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'TOO_MANY_OVERRIDES'],
  }),
  'space.arrange': command({
    owner: 'chat',
    about:
      'Says the places of rooms and categories, of one or many; the others stay where they are. Who has `manage_rooms` may. `room.change` puts a room into another category.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ space: Id, ...Arranged }, strict),
    output: position('space.arranged'),
    errors: ['SPACE_NOT_FOUND', 'NOT_ALLOWED', 'FACTOR_MISSING', 'ROOM_NOT_FOUND', 'CATEGORY_NOT_FOUND'],
  }),
}

const unseen = 'Of a category that not everybody sees, `rights.changed` comes instead.'

export const events = {
  'category.created': event({
    about: `There is a category. ${unseen}`,
    stream: 'chat/space',
    body: Category,
  }),
  'category.changed': event({
    about: `A category is called otherwise. ${unseen}`,
    stream: 'chat/space',
    body: Type.Object({ category: Id, name: DisplayName }),
  }),
  'category.deleted': event({
    about: `A category is gone, and its rooms are in none. ${unseen}`,
    stream: 'chat/space',
    body: Type.Object({ category: Id }),
  }),
  'space.arranged': event({
    about: 'Rooms and categories have other places; who does not see a room is not told of it.',
    stream: 'chat/space',
    body: Type.Object(Arranged),
  }),
  // What tells of one room is for those alone who see it.
  'room.added': event({
    about: 'The space has a room more. Ask `space.get` again: it says what you may do there.',
    stream: 'chat/space',
    body: Type.Object({ ...SpaceRoom, apart: SpaceRoomStanding.apart }),
    effect: 'rule',
  }),
  'room.altered': event({
    about:
      'A room of the space is called otherwise, is about something else, stands elsewhere, or something else is set of it. It says what changed, and nothing else.',
    stream: 'chat/space',
    body: Type.Object({
      room: Id,
      name: Type.Optional(DisplayName),
      topic: Type.Optional(described(Topic, 'empty: about nothing')),
      slow_seconds: settings.changed.slow_seconds,
      theme: settings.changed.theme,
      newcomers: Type.Optional(
        described(settings.Newcomers, 'what you have not read there may be less, or more: `space.get` says it'),
      ),
      tags: Type.Optional(described(Tags, 'of a forum: all that it has from now on, which may be none')),
      category: Type.Optional(
        Type.Union([Id, Type.Literal('')], { description: 'the category that it is in, empty for none' }),
      ),
      apart: Type.Optional(Type.Boolean({ description: 'whether it says by itself who may do what there' })),
      place: Type.Optional(RoomPlace),
    }),
  }),
  'room.removed': event({
    about: 'A room of the space was deleted.',
    stream: 'chat/space',
    body: Type.Object({ room: Id }),
  }),
}
