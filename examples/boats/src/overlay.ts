/** What stands over the canvas. Texts of people are text, and never markup. */
import type { Crew, Friend } from './crew.ts'

const at = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E

const element = (tag: string, text = ''): HTMLElement => {
  const made = document.createElement(tag)
  made.textContent = text
  made.dir = 'auto'
  return made
}

/** What the press of a button does, and where it is told that it failed. */
export type Run = (deed: Promise<unknown>) => void

const button = (label: string, name: string, press: () => void): HTMLElement => {
  const made = element('button', label)
  made.setAttribute('type', 'button')
  made.setAttribute('aria-label', name)
  made.addEventListener('click', press)
  return made
}

const whereText = ({ place, isThere }: Friend): string => {
  if (place !== undefined) return `In the ${place}`
  return isThere ? 'There, and not on the pond' : 'Not there'
}

const line = (friend: Friend, ...deeds: HTMLElement[]): HTMLElement => {
  const made = element('li')
  const who = element('span', friend.name)
  who.append(element('small', whereText(friend)))
  made.append(who, ...deeds)
  return made
}

/** Draws a list anew where it is another, so that the focus stays where nothing has changed. */
const drawn = new Map<string, string>()
const fill = (id: string, state: unknown, make: () => readonly HTMLElement[]): void => {
  const text = JSON.stringify(state)
  if (drawn.get(id) === text) return
  drawn.set(id, text)
  const place = at(id)
  const name = place.contains(document.activeElement) ? document.activeElement?.getAttribute('aria-label') : null
  place.replaceChildren(...make())
  if (name) place.querySelector<HTMLElement>(`[aria-label="${CSS.escape(name)}"]`)?.focus()
}

export const showCrew = (crew: Crew, run: Run): void => {
  const { members, friends } = crew
  fill('crew', members, () => [
    ...members.map((friend) => line(friend)),
    ...(members.length > 0
      ? [button('Leave', 'Leave the crew', () => run(crew.leave()))]
      : [element('li', 'You row alone.')]),
  ])
  fill('friends', friends, () =>
    friends.map((friend) =>
      friend.isInvited
        ? line(friend, element('small', 'Invited'))
        : line(
            friend,
            button('Invite', `Invite ${friend.name}`, () => run(crew.invite(friend.user))),
          ),
    ),
  )
}

export const showInvitations = (crew: Crew, run: Run): void => {
  const shown = crew.invitations.map((one) => ({ one, name: crew.nameOf(one.from) }))
  fill('invitations', shown, () =>
    shown.map(({ one, name }) => {
      const card = element('div')
      card.className = 'card'
      card.setAttribute('role', 'alert')
      card.append(
        element('span', `${name} invites you aboard.`),
        button('Accept', `Accept what ${name} offers`, () => run(crew.accept(one))),
        button('Decline', `Decline what ${name} offers`, () => run(crew.decline(one))),
      )
      return card
    }),
  )
}

/** As many as one reads over a game. */
const mostShown = 30

export const showChat = (crew: Crew): void => {
  at('chat').hidden = !crew.hasChat
  const said = crew.messages
    .slice(-mostShown)
    .map(({ id, by, text, state }) => ({ id, state, text: `${crew.nameOf(by)}: ${text}` }))
  fill('messages', said, () =>
    said.map(({ state, text }) => element('li', state === 'sent' ? text : `${text} (${state})`)),
  )
  at('messages').scrollTop = at('messages').scrollHeight
}

/** Enter leads from the pond to the chat, and Escape from wherever one is to the pond. */
export const leadKeys = (canvas: HTMLCanvasElement, say: (text: string) => void): void => {
  const form = at<HTMLFormElement>('say')
  const field = form.elements.namedItem('text') as HTMLInputElement
  canvas.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || at('chat').hidden) return
    event.preventDefault()
    field.focus()
  })
  at('overlay').addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') canvas.focus()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (field.value.trim() !== '') say(field.value)
    form.reset()
  })
}
