/** What people tell of themselves besides their name. Owned by the auth service. */
import * as Type from 'typebox'
import { toldPicture, wantedPicture } from './chat/pictures.ts'
import { DisplayName, described, Guest, Id, ProfileVersion, strict } from './shapes.ts'
import { command } from './table.ts'

/** Links of one profile. */
export const mostLinks = 5

const Line = (maxLength: number) =>
  Type.String({ maxLength, format: 'line', title: `one line of at most ${maxLength} characters` })
const Pronouns = Line(40)
export const Colour = Type.String({
  maxLength: 7,
  pattern: '^(#[0-9a-f]{6})?$',
  title: '#rrggbb in lower case, or empty',
})
const Bio = Type.String({
  maxLength: 500,
  format: 'whole-text',
  pattern: '^[^\\u0000]*$',
  title: 'text of at most 500 characters',
})
export const WebLink = Type.String({
  maxLength: 512,
  format: 'web-link',
  title: 'an address that begins with https:// or http://, without a password in it',
})
const Link = Type.Object(
  { url: WebLink, label: Type.Optional(described(Line(64), 'what it says. Not given: the address')) },
  strict,
)
const Links = Type.Array(Link, { maxItems: mostLinks })

const given = {
  pronouns: Type.Optional(described(Pronouns, 'how to speak of you; empty for nothing. Not given: as it is')),
  colour: Type.Optional(described(Colour, 'of your card; empty for none. Not given: as it is')),
  bio: Type.Optional(described(Bio, 'who you are, in a few words; empty for nothing. Not given: as it is')),
  links: Type.Optional(described(Links, 'where else you are to be found. Not given: as they are')),
  picture: wantedPicture('your picture'),
  banner: wantedPicture('behind your card'),
}
const told = {
  pronouns: Type.Optional(described(Pronouns, 'how to speak of them. Not given: they do not say')),
  colour: Type.Optional(described(Colour, 'of their card. Not given: none')),
  bio: Type.Optional(described(Bio, 'who they are, in a few words. Not given: they do not say')),
  links: Type.Optional(described(Links, 'where else they are to be found. Not given: nowhere')),
  picture: toldPicture('their picture'),
  banner: toldPicture('what is behind their card'),
}
const Profile = Type.Object(
  { user: Id, name: DisplayName, guest: Guest, profile: Type.Optional(ProfileVersion), ...told },
  { title: 'what somebody tells of themselves' },
)

export const commands = {
  'profile.get': command({
    owner: 'auth',
    about:
      'What somebody tells of themselves; of who blocks you, or whom you block, the name alone. Ask again when `member.renamed` or `user.get` tells of another `profile` than you have.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ user: Id }, strict),
    output: Profile,
    errors: ['NOBODY_FOUND'],
  }),
  'profile.change': command({
    owner: 'auth',
    about:
      'Changes what you tell of yourself: the members that you give, and leaves the others. Your devices and whoever is in a room with you are told that there is another `profile`, as of a name.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    notByGuests: true,
    input: Type.Object(given, strict),
    output: Profile,
    errors: ['TOO_MANY_ATTEMPTS', 'FILE_NOT_FOUND', 'FILE_WAITS'],
  }),
}
