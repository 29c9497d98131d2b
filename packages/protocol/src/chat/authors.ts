/** Whom somebody hides. */
import * as Type from 'typebox'
import { Id, strict } from '../shapes.ts'
import { command, event } from '../table.ts'

/** Users that one may hide: a gateway keeps them for each connection. */
export const mostHidden = 250

export const commands = {
  'author.hide': command({
    owner: 'chat',
    about:
      'From now on you see nothing of what this user says, wherever you meet: `redacted` stands in its place and in that of what others forward of it, on all of your devices and in the history. They do not learn of it. Whom you block you hide, too.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ user: Id }, strict),
    output: Type.Object({}),
    errors: ['HIDING_YOURSELF', 'TOO_MANY_HIDDEN'],
  }),
  'author.show': command({
    owner: 'chat',
    about: 'You see what this user says again, unless you block them; what they said meanwhile is in the history.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ user: Id }, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'author.list': command({
    owner: 'chat',
    about: 'Whom you hide, and whom you block.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({ users: Type.Array(Id) }),
    errors: [],
  }),
}

export const events = {
  'author.hidden': event({
    about: 'You hide a user, or block them.',
    stream: 'chat/user',
    body: Type.Object({ user: Id }),
    effect: 'hide',
  }),
  'author.shown': event({
    about: 'You no longer hide a user, nor block them.',
    stream: 'chat/user',
    body: Type.Object({ user: Id }),
    effect: 'show',
  }),
}
