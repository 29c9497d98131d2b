// Everything of the packages that a program with strict types touches.
import {
  type Clock,
  type CommandName,
  type ErrorName,
  type EventFrame,
  eventsAfter,
  type Input,
  isEvent,
  isSignal,
  localStorageUnsent,
  logIn,
  type Message,
  memoryUnsent,
  type Output,
  Parley,
  ParleyError,
  type ParleyOptions,
  type People,
  type Person,
  type PositionStore,
  type Positions,
  post,
  type Room,
  Session,
  signUp,
  systemClock,
  type Told,
  type UnsentStore,
  uuid7,
  type Watchable,
  watch,
} from '@parley/client'
import { contactsOf, invitationsOf, type PartyState, partiesOf, type Relation } from '@parley/client/contacts'
import { captionOf, type Files, filesOf, memoryUploads, type Upload } from '@parley/client/files'
import { fileStore, type OpenFileStore } from '@parley/client/node'
import { inboxOf, type Notification } from '@parley/client/notify'
import { type Presence, presencesOf } from '@parley/client/presence'
import { type Space, spacesOf } from '@parley/client/spaces'
import { checkInput, commands, errors, type Input as TableInput, type Output as TableOutput } from '@parley/protocol'

export const greet = async (url: string, username: string, password: string): Promise<string> => {
  await using parley = new Parley({ url, token: (await logIn({ url }, { username, password })).token })
  const { users } = await parley.call('user.search', { name: 'Bob' })
  const [first] = users
  if (!first) throw new Error('nobody')
  const room: Room = await parley.createDirect(first.user)
  const stop = parley.on('event', (event: EventFrame) => {
    if (isEvent(event, 'message.sent')) console.log(event.is.text satisfies string)
    if (isEvent(event, 'member.joined')) console.log(event.is.role satisfies 'owner' | 'admin' | 'member')
    parley.roomOf(event)?.markRead()
  })
  parley.on('signal', (signal) => isSignal(signal, 'cursor.moved') && console.log(signal.is.unread satisfies number))
  parley.on('reset', async ({ on, had, reset }: Told['reset']) => {
    for await (const { seq } of eventsAfter(parley, on, had?.seq ?? reset.floor)) console.log(seq satisfies number)
  })
  const { seq } = await room.send('Hello')
  const page: TableOutput<'room.history'> = await parley.call('room.history', { room: room.id, before: seq })
  const shown: readonly Message[] = room.messages
  const people: People = parley.people
  const spaces: readonly Space[] = spacesOf(parley).list
  const friend: Relation | undefined = contactsOf(parley).of('contact')[0]
  const bob: Person | undefined = people.get(friend?.user ?? first.user)
  const watched: readonly Watchable[] = [
    parley,
    room,
    people,
    ...spaces,
    contactsOf(parley),
    inboxOf(parley),
    presencesOf(parley),
  ]
  const told: Notification | undefined = inboxOf(parley).notifications[0]
  const party: PartyState | undefined = partiesOf(parley).of('chess')
  const [invited] = invitationsOf(parley).received
  const leave = presencesOf(parley).watch([first.user])
  const there: Presence | undefined = presencesOf(parley).get(first.user)
  leave()
  const files: Files = filesOf(parley, { store: memoryUploads() })
  const upload: Upload = files.upload(room.id, new Blob(['Hello']), 'hello.txt')
  console.log((await upload.done).size satisfies number, shown.map(captionOf).join())
  const stopWatching = watch(
    room,
    ({ unread }) => unread,
    (unread) =>
      console.log(
        unread satisfies number,
        watched.length,
        bob?.name,
        there?.state,
        party?.leader,
        invited?.from,
        told?.kind,
      ),
  )
  stopWatching()
  stop()
  return [...page.events.map(({ ev }) => ev), ...shown.map(({ error }) => error?.text ?? '')].join()
}

// Options that are there or not, as settings of a program are.
export const settingsOf = (given: Partial<Record<keyof ParleyOptions, never>>, session: Session): ParleyOptions => ({
  url: '/',
  token: session.token,
  encoding: given.encoding,
  unsent: given.unsent,
  positions: given.positions,
  callTimeoutMs: given.callTimeoutMs,
  keep: given.keep,
  report: given.report,
  random: given.random,
  clock: given.clock,
  openSocket: (url, protocols) => new WebSocket(url, protocols),
  fetch: given.fetch,
})

// Any command, by a function of one's own.
export const ask = <C extends CommandName>(parley: Parley, name: C, input: Input<C>): Promise<Output<C>> =>
  parley.call(name, input)

export const again = async (act: () => Promise<void>): Promise<ErrorName | undefined> => {
  try {
    await act()
    return undefined
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error
    if (error.name === 'RATE_LIMITED' && error.retry_ms !== undefined) setTimeout(act, error.retry_ms)
    return error.name
  }
}

export const stores = async (): Promise<[UnsentStore, PositionStore, Positions]> => {
  const file: OpenFileStore = await fileStore('bot.json')
  return [memoryUnsent(), file.positions, await file.positions.load()]
}

export const clock: Clock = { ...systemClock, date: () => 0 }
export const unsent: UnsentStore = localStorageUnsent('game')
export const mine: Promise<Session> = signUp(
  { url: '/', onRefresh: undefined },
  { username: 'ann', password: 'correct horse battery', name: 'Ann' },
)
export const me: Promise<Output<'account.get'>> = mine.then(async ({ token }) =>
  post({ url: '/', cookie: undefined, fetch: undefined }, 'account.get', {}, await token()),
)

// @ts-expect-error there is no such command
export const wrong: Input<'no.such.command'> = {}
// @ts-expect-error a message has a text
export const empty: TableInput<'message.send'> = { room: '', id: '' }

export const known = [
  commands['message.send'].owner,
  errors.ROOM_NOT_FOUND.code,
  checkInput('room.get', {}).room,
  uuid7(),
  Session,
] as const
