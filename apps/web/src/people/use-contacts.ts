/** How one stands with others, as the page shows it. */

import { type Contacts, contactsOf, type Relation, type RelationKind } from '@parley/client/contacts'
import { useChat, useNames, useSelected } from '../chat/chat-context.ts'
import { byName } from '../language/formats.ts'

export const useContacts = (): Contacts => contactsOf(useChat().parley)

/** Whether it is known; never where the server has no such service. */
export const useAreKnown = (): boolean => useSelected(useContacts(), ({ privacy }) => privacy !== undefined)

export const useRelation = (user: string): Relation | undefined =>
  useSelected(useContacts(), (contacts) => contacts.get(user))

export const useRelations = (kind: RelationKind): readonly Relation[] =>
  useSelected(useContacts(), (contacts) => contacts.of(kind))

export interface Named extends Relation {
  readonly name: string
}

/** With their names, in the order of these. */
export const useByName = (relations: readonly Relation[]): readonly Named[] => {
  const names = useNames(relations.map(({ user }) => user))
  return relations
    .map((relation) => ({ ...relation, name: names(relation.user) }))
    .sort((one, other) => byName(one.name, other.name))
}

/** The groups that one has contacts in, as one text, so that it is the same until they are others. */
const labelsIn = (contacts: Contacts): string =>
  JSON.stringify([...new Set([...contacts.all.values()].flatMap(({ labels = [] }) => labels))].toSorted())

export const useLabels = (): readonly string[] => JSON.parse(useSelected(useContacts(), labelsIn))
