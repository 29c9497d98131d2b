/** Every command about somebody, tried by one of every standing: what it answers, how they stand then, and what both are told. */
import { randomUUID } from 'node:crypto'
import { type CommandOf, commands, type ErrorName, type Input } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type Person, useContacts } from './running-contacts.ts'

const contacts = await useContacts()
const { ask, ok, crowd, events, heads, listOf, request, befriend } = contacts

/** What is about a party or a card has a matrix of its own. */
type Command = Exclude<CommandOf<'contacts'>, `${'party' | 'card'}.${string}`>

/** The invitation between two people, by either of them. */
const opened = new Map<string, string>()
const invite = async (from: Person, to: Person) => {
  const invitation = randomUUID()
  await ok(from, 'invitation.send', { invitation, user: to.user })
  opened.set(from.user, invitation).set(to.user, invitation)
}

/** How the one who asks stands with the other. */
const standings = {
  stranger: async () => {},
  requested: (me: Person, them: Person) => request(me, them),
  requesting: (me: Person, them: Person) => request(them, me),
  contact: befriend,
  blocked: (me: Person, them: Person) => ok(them, 'block.add', { user: me.user }),
  'blocked, having requested': async (me: Person, them: Person) => {
    await ok(them, 'block.add', { user: me.user })
    await request(me, them)
  },
  blocking: (me: Person, them: Person) => ok(me, 'block.add', { user: them.user }),
  restricting: (me: Person, them: Person) => ok(me, 'restriction.add', { user: them.user }),
  restricted: (me: Person, them: Person) => ok(them, 'restriction.add', { user: me.user }),
  inviting: invite,
  invited: (me: Person, them: Person) => invite(them, me),
  'blocked, having invited': async (me: Person, them: Person) => {
    await ok(them, 'block.add', { user: me.user })
    await invite(me, them)
  },
  'invited, blocked': async (me: Person, them: Person) => {
    await ok(me, 'block.add', { user: them.user })
    await invite(them, me)
    await ok(me, 'block.remove', { user: them.user })
  },
} as const
type Standing = keyof typeof standings

/** An error, or how one stands then, and what each of the two is told. */
type Outcome = ErrorName | readonly [stands: string, mine?: string, theirs?: string]

/** Of who stands in no other way than these: what holds for strangers. */
interface Row {
  readonly input: (them: Person) => object
  readonly gives: { readonly stranger: Outcome } & Partial<Record<Standing, Outcome>>
}

/** As each stands before. */
const before: Readonly<Record<Standing, string>> = {
  stranger: '',
  requested: 'sent',
  requesting: 'received',
  contact: 'contact',
  blocked: '',
  'blocked, having requested': 'sent',
  blocking: 'blocked',
  restricting: 'restricted',
  restricted: '',
  inviting: '',
  invited: '',
  'blocked, having invited': '',
  'invited, blocked': '',
}

const them = ({ user }: Person) => ({ user })
const between = ({ user }: Person) => ({ invitation: opened.get(user) ?? randomUUID() })
/** Of an invitation in either direction. */
const inviting: Row['gives'] = {
  stranger: ['', 'invitation.sent', 'invitation.sent'],
  blocked: ['', 'invitation.sent'],
  'blocked, having requested': ['sent', 'invitation.sent'],
  'blocked, having invited': ['', 'invitation.sent'],
  blocking: 'BLOCKED_BY_YOU',
}

const rows: Readonly<Record<Command, Row>> = {
  'contact.request': {
    input: ({ user }) => ({ user, id: randomUUID() }),
    gives: {
      stranger: ['sent', 'contact.requested', 'contact.requested'],
      requested: ['sent'],
      requesting: ['contact', 'contact.added', 'contact.added'],
      contact: ['contact'],
      blocked: ['sent', 'contact.requested'],
      'blocked, having requested': ['sent'],
      'blocked, having invited': ['sent', 'contact.requested'],
      blocking: 'BLOCKED_BY_YOU',
      restricting: ['sent, restricted', 'contact.requested', 'contact.requested'],
    },
  },
  'contact.accept': {
    input: them,
    gives: {
      stranger: 'CONTACT_REQUEST_NOT_FOUND',
      requesting: ['contact', 'contact.added', 'contact.added'],
      contact: ['contact'],
    },
  },
  'contact.decline': {
    input: them,
    gives: { stranger: [''], requesting: ['', 'contact.declined', 'contact.declined'] },
  },
  'contact.cancel': {
    input: them,
    gives: {
      stranger: [''],
      requested: ['', 'contact.cancelled', 'contact.cancelled'],
      'blocked, having requested': ['', 'contact.cancelled'],
    },
  },
  'contact.remove': {
    input: them,
    gives: { stranger: [''], contact: ['', 'contact.removed', 'contact.removed'] },
  },
  'contact.change': {
    input: ({ user }) => ({ user, favourite: true }),
    gives: { stranger: 'CONTACT_NOT_FOUND', contact: ['contact', 'contact.changed'] },
  },
  'block.add': {
    input: them,
    gives: {
      stranger: ['blocked', 'block.added'],
      requested: ['blocked', 'contact.cancelled block.added', 'contact.cancelled'],
      requesting: ['blocked', 'contact.declined block.added', 'contact.declined'],
      contact: ['blocked', 'contact.removed block.added', 'contact.removed'],
      'blocked, having requested': ['blocked', 'contact.cancelled block.added'],
      blocking: ['blocked'],
      restricting: ['blocked, restricted', 'block.added'],
      inviting: ['blocked', 'invitation.cancelled block.added', 'invitation.cancelled'],
      invited: ['blocked', 'invitation.declined block.added', 'invitation.declined'],
      'blocked, having invited': ['blocked', 'invitation.cancelled block.added'],
    },
  },
  'block.remove': { input: them, gives: { stranger: [''], blocking: ['', 'block.removed'] } },
  'restriction.add': {
    input: them,
    gives: {
      stranger: ['restricted', 'restriction.added'],
      requested: ['sent, restricted', 'restriction.added'],
      requesting: ['received, restricted', 'restriction.added'],
      contact: ['contact, restricted', 'restriction.added'],
      'blocked, having requested': ['sent, restricted', 'restriction.added'],
      blocking: ['blocked, restricted', 'restriction.added'],
      restricting: ['restricted'],
    },
  },
  'restriction.remove': { input: them, gives: { stranger: [''], restricting: ['', 'restriction.removed'] } },
  'invitation.send': {
    input: ({ user }) => ({ invitation: randomUUID(), user }),
    gives: { ...inviting, inviting: 'INVITATION_OPEN', 'blocked, having invited': 'INVITATION_OPEN' },
  },
  'invitation.ask': { input: ({ user }) => ({ invitation: randomUUID(), user }), gives: inviting },
  'invitation.accept': {
    input: between,
    gives: { stranger: 'INVITATION_NOT_FOUND', invited: ['', 'invitation.accepted', 'invitation.accepted'] },
  },
  'invitation.decline': {
    input: between,
    gives: { stranger: 'INVITATION_NOT_FOUND', invited: ['', 'invitation.declined', 'invitation.declined'] },
  },
  'invitation.cancel': {
    input: between,
    gives: {
      stranger: 'INVITATION_NOT_FOUND',
      inviting: ['', 'invitation.cancelled', 'invitation.cancelled'],
      'blocked, having invited': ['', 'invitation.cancelled'],
    },
  },
  'invitation.get': {
    input: between,
    gives: { stranger: 'INVITATION_NOT_FOUND', inviting: [''], invited: [''], 'blocked, having invited': [''] },
  },
  'invitation.list': { input: () => ({}), gives: { stranger: [''] } },
  // About nobody.
  'contact.list': { input: () => ({}), gives: { stranger: [''] } },
  'label.change': { input: () => ({ label: 'Ski', name: 'Ice' }), gives: { stranger: [''] } },
  'privacy.get': { input: () => ({}), gives: { stranger: [''] } },
  'privacy.set': { input: () => ({ groups: 'nobody' }), gives: { stranger: ['', 'privacy.changed'] } },
}

const changesNothing = (outcome: Outcome) => typeof outcome !== 'string' && outcome.length === 1

/** What a row says; where nothing changes, one stands as before. */
const expected = ({ gives }: Row, standing: Standing): ErrorName | readonly (string | undefined)[] => {
  const outcome = gives[standing] ?? gives.stranger
  if (typeof outcome === 'string' || gives[standing]) return outcome
  const [stands, mine, theirs] = outcome
  if (stands !== '' && !changesNothing(outcome)) return outcome
  return mine === undefined ? [before[standing]] : [before[standing], mine, theirs].filter((told) => told !== undefined)
}

const outcomeOf = async (command: Command, standing: Standing): Promise<string | readonly string[]> => {
  const [me, other] = (await crowd(2)) as [Person, Person]
  await standings[standing](me, other)
  const [mine, theirs] = [await heads(me), await heads(other)]
  const answer = await ask(me, command, rows[command].input(other) as Input<Command>)
  const told = [await events(me, mine), await events(other, theirs)].map((all) => all.map(({ ev }) => ev).join(' '))
  if ('error' in answer) return told.join('') === '' ? answer.error.name : `${answer.error.name}, and told`
  const [row] = (await listOf(me)).people
  const stands = [row?.stands, row?.blocked && 'blocked', row?.restricted && 'restricted'].filter(Boolean).join(', ')
  while (told.at(-1) === '') told.pop()
  return [stands, ...told]
}

const own = Object.entries(commands).flatMap(([name, { owner }]) => ((owner as string) === 'contacts' ? [name] : []))

test('every command of contacts that is about no party has its row', () => {
  expect(Object.keys(rows).toSorted()).toEqual(own.filter((name) => !/^(party|card)\./.test(name)).toSorted())
})

test.each(Object.keys(rows) as Command[])(
  '%s answers as its row says, however one stands with the other',
  async (command) => {
    const all = Object.keys(standings) as Standing[]
    const told = await Promise.all(all.map(async (standing) => [standing, await outcomeOf(command, standing)] as const))
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(all.map((standing) => [standing, expected(rows[command], standing)])),
    )
  },
)

test('to whoever is blocked each row says the same as to a stranger, and as to who has requested', () => {
  const unseen = (row: Row, standing: Standing) => {
    const outcome = expected(row, standing)
    return typeof outcome === 'string' ? outcome : outcome.slice(0, 2)
  }
  for (const row of Object.values(rows)) {
    expect(unseen(row, 'blocked')).toEqual(unseen(row, 'stranger'))
    expect(unseen(row, 'blocked, having requested')).toEqual(unseen(row, 'requested'))
    expect(unseen(row, 'blocked, having invited')).toEqual(unseen(row, 'inviting'))
    expect(unseen(row, 'invited, blocked')).toEqual(unseen(row, 'stranger'))
  }
})
