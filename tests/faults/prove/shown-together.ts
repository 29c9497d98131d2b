/** What an app shows of others and of what its user is told, as it can be compared. */
import type { Parley } from '@parley/client'
import {
  type Contacts,
  contactsOf,
  type Invitations,
  invitationsOf,
  type Parties,
  partiesOf,
} from '@parley/client/contacts'
import { type Inbox, inboxOf } from '@parley/client/notify'

export interface Together {
  readonly contacts: Contacts
  readonly parties: Parties
  readonly invitations: Invitations
  readonly inbox: Inbox
}

export const keepTogether = (parley: Parley): Together => ({
  contacts: contactsOf(parley),
  parties: partiesOf(parley),
  invitations: invitationsOf(parley),
  inbox: inboxOf(parley),
})

/** So many notifications both know of: an app that has just come knows the newest, and of one that was there some have gone since. */
export const knownToBoth = (...both: readonly Together[]): number =>
  Math.min(...both.map(({ inbox }) => (inbox.hasOlder ? inbox.notifications.length : Number.POSITIVE_INFINITY)))

const byId = <T>(all: readonly T[], idOf: (one: T) => string): [string, T][] =>
  all.map((one): [string, T] => [idOf(one), one]).toSorted(([one], [other]) => (one < other ? -1 : 1))

/** But for what is told of a moment: how long there still is. */
export const showTogether = ({ contacts, parties, invitations, inbox }: Together, notified: number) => ({
  contacts: contacts.all,
  parties: byId(
    parties.all.map(({ check, ...party }) => ({ ...party, ends: check?.ends_at })),
    ({ party }) => party,
  ),
  invitations: byId(
    [...invitations.sent, ...invitations.received].map(({ expires_in_ms: _, ...one }) => one),
    ({ invitation }) => invitation,
  ),
  notifications: inbox.notifications.slice(0, notified),
  unread: inbox.unread,
})
