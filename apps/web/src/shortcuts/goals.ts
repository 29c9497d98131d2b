/** Where one can go by a part of its name: rooms, people, what can be done, settings. */
import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import type { Host } from '../host/host.ts'
import { byActivity } from '../rooms/by-activity.ts'
import { contactsAddress, listAddress, roomAddress, spaceAddress, threadsAddress } from '../route.ts'
import { type Goal, type Goals, goalsNamed } from './finding.ts'

type To = (address: string) => () => void

const toAt =
  ({ beside, route }: Host): To =>
  (address) =>
  () => {
    beside.closeBeside()
    route.goTo(address)
  }

const commandsAt = ({ beside, overlays }: Host, to: To): readonly Goal[] => [
  { id: 'new-conversation', name: t`New conversation`, go: () => overlays.openOverlay('conversation') },
  { id: 'new-space', name: t`New space`, go: () => overlays.openOverlay('space') },
  { id: 'search', name: t`Search messages`, shortcut: 'search', go: () => beside.openSearch() },
  { id: 'inbox', name: t`What you are told`, shortcut: 'inbox', go: beside.openInbox },
  { id: 'kept', name: t`Kept for you`, go: beside.openKept },
  { id: 'threads', name: t`Threads`, go: to(threadsAddress) },
  { id: 'contacts', name: t`Contacts`, go: to(contactsAddress) },
  { id: 'party', name: t`Your party`, go: beside.openParty },
  { id: 'list', name: t`Conversations`, go: to(listAddress) },
  { id: 'shortcuts', name: t`Keyboard shortcuts`, shortcut: 'shortcuts', go: () => overlays.openOverlay('shortcuts') },
]

/** As their headings or forms are called. */
const settingsAt = ({ overlays }: Host): readonly Goal[] =>
  [
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
  ].map(([name = '', of]) => ({ id: `setting ${name}`, name, of, go: () => overlays.openSettings(name) }))

const roomGoals = (rooms: readonly Room[], to: To): readonly Goal[] =>
  rooms.toSorted(byActivity).map(({ id, name }) => ({ id, name, go: to(roomAddress(id)) }))

const spaceGoals = (spaces: readonly Space[], to: To): readonly Goal[] =>
  spaces.flatMap(({ id, name, sections }) => [
    { id, name, of: 'space', go: to(spaceAddress(id)) },
    ...sections.flatMap(({ rooms }) =>
      rooms.map((room) => ({ id: room.id, name: room.name, of: name, go: to(roomAddress(room.id, id)) })),
    ),
  ])

const peopleGoals = (people: Known['people'], { beside }: Host): readonly Goal[] =>
  people.map(({ user, name }) => ({ id: user, name, go: () => beside.openPerson(user) }))

export interface Known {
  readonly rooms: readonly Room[]
  readonly spaces: readonly Space[]
  readonly people: readonly { readonly user: string; readonly name: string }[]
}

/** Without a text what one was at last, and what can be done. */
export const goalsFor = (sought: string, { rooms, spaces, people }: Known, host: Host): readonly Goals[] => {
  const text = sought.trim()
  const to = toAt(host)
  const messages = { id: 'messages', name: t`Search messages for “${text}”`, go: () => host.beside.openSearch(text) }
  const named = goalsNamed(text, [
    { title: t`Rooms`, goals: [...roomGoals(rooms, to), ...spaceGoals(spaces, to)] },
    { title: t`People`, goals: peopleGoals(people, host), isAsked: true },
    { title: t`Do`, goals: commandsAt(host, to) },
    { title: t`Settings`, goals: settingsAt(host), isAsked: true },
  ])
  return text === '' ? named : [...named, { title: t`Messages`, goals: [messages] }]
}
