/** Where one can go by a part of its name: rooms, people, what can be done, settings. */
import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { closeBeside, openInbox, openKept, openParty, openPerson, openSearch } from '../beside/open.ts'
import { byActivity } from '../rooms/by-activity.ts'
import { contactsAddress, goTo, listAddress, roomAddress, spaceAddress, threadsAddress } from '../route.ts'
import { type Goal, type Goals, goalsNamed } from './finding.ts'
import { openOverlay, openSettings } from './overlay.ts'

const to = (address: string) => () => {
  closeBeside()
  goTo(address)
}

const commands: readonly Goal[] = [
  { id: 'new-conversation', name: t`New conversation`, go: () => openOverlay('conversation') },
  { id: 'new-space', name: t`New space`, go: () => openOverlay('space') },
  { id: 'search', name: t`Search messages`, shortcut: 'search', go: () => openSearch() },
  { id: 'inbox', name: t`What you are told`, shortcut: 'inbox', go: openInbox },
  { id: 'kept', name: t`Kept for you`, go: openKept },
  { id: 'threads', name: t`Threads`, go: to(threadsAddress) },
  { id: 'contacts', name: t`Contacts`, go: to(contactsAddress) },
  { id: 'party', name: t`Your party`, go: openParty },
  { id: 'list', name: t`Conversations`, go: to(listAddress) },
  { id: 'shortcuts', name: t`Keyboard shortcuts`, shortcut: 'shortcuts', go: () => openOverlay('shortcuts') },
]

/** As their headings or forms are called. */
const settings: readonly Goal[] = [
  [t`How others see you`],
  [t`Your name`],
  [t`Your profile`],
  [t`Appearance`, t`colours, dark, contrast, density, motion, language`],
  [t`Where you are logged in`, t`sessions, devices`],
  [t`Security`, t`passkeys, second factor`],
  [t`Your password`],
  [t`Your username`],
  [t`Your e-mail address`],
  [t`Delete account`],
].map(([name = '', of]) => ({ id: `setting ${name}`, name, of, go: () => openSettings(name) }))

const roomGoals = (rooms: readonly Room[]): readonly Goal[] =>
  rooms.toSorted(byActivity).map(({ id, name }) => ({ id, name, go: to(roomAddress(id)) }))

const spaceGoals = (spaces: readonly Space[]): readonly Goal[] =>
  spaces.flatMap(({ id, name, sections }) => [
    { id, name, of: 'space', go: to(spaceAddress(id)) },
    ...sections.flatMap(({ rooms }) =>
      rooms.map((room) => ({ id: room.id, name: room.name, of: name, go: to(roomAddress(room.id, id)) })),
    ),
  ])

const personGoal = ({ user, name }: { readonly user: string; readonly name: string }): Goal => ({
  id: user,
  name,
  go: () => openPerson(user),
})

export interface Known {
  readonly rooms: readonly Room[]
  readonly spaces: readonly Space[]
  readonly people: readonly { readonly user: string; readonly name: string }[]
}

/** Without a text what one was at last, and what can be done. */
export const goalsFor = (sought: string, { rooms, spaces, people }: Known): readonly Goals[] => {
  const text = sought.trim()
  const messages = { id: 'messages', name: t`Search messages for “${text}”`, go: () => openSearch(text) }
  const named = goalsNamed(text, [
    { title: t`Rooms`, goals: [...roomGoals(rooms), ...spaceGoals(spaces)] },
    { title: t`People`, goals: people.map(personGoal), isAsked: true },
    { title: t`Do`, goals: commands },
    { title: t`Settings`, goals: settings, isAsked: true },
  ])
  return text === '' ? named : [...named, { title: t`Messages`, goals: [messages] }]
}
