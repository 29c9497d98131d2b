/** Every screen and state, and the way there. Each begins where the one before it was left behind: at the list, with nothing open. */
import type { Page } from 'playwright-core'
import { composer, message, timeline } from '../e2e/user.ts'
import type { KnownWorld } from './known-world.ts'

export interface State {
  readonly name: string
  go(page: Page, world: KnownWorld): Promise<void>
}

const at = async (page: Page, hash: string) => {
  await page.evaluate((to) => {
    location.hash = to
  }, hash)
}

const room =
  (name: keyof KnownWorld['rooms'], then?: (page: Page) => Promise<unknown>) =>
  async (page: Page, world: KnownWorld) => {
    await at(page, `#/room/${world.rooms[name]}`)
    await composer(page).waitFor()
    await then?.(page)
  }

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()
const dialog = (page: Page) => page.getByRole('dialog').first()

/** Of the last message that says this. */
const more = async (page: Page, text: string) => {
  const line = page.locator('.message', { has: page.locator('article', { hasText: text }) }).last()
  await line.hover()
  await line.getByRole('button', { name: 'More about this message' }).click()
  await dialog(page).waitFor()
}

const search = async (page: Page, text: string) => {
  await press(page, /^Search/)
  const field = page.getByRole('searchbox', { name: 'Search messages' })
  await field.fill(text)
  await field.press('Enter')
  await page.getByText(/found/).first().waitFor()
}

/** Back to the list, with nothing open and nothing written. */
export const leave = async (page: Page): Promise<void> => {
  const field = composer(page)
  if (await field.count()) await field.fill('')
  for (let time = 0; time < 2; time++) await page.keyboard.press('Escape')
  await page.evaluate(() => {
    location.hash = '#/'
  })
}

/** Before anybody is logged in. */
export const outside: readonly State[] = [
  { name: 'log-in', go: (page) => page.getByRole('button', { name: 'Log in' }).waitFor() },
  {
    name: 'log-in-wrong',
    go: async (page) => {
      await page.getByLabel('Username').fill('nobody')
      await page.getByLabel('Password').fill('not the one')
      await press(page, 'Log in')
      await page.getByRole('alert').first().waitFor()
    },
  },
  {
    name: 'sign-up',
    go: async (page) => {
      await page.reload()
      await press(page, 'Create an account')
      await page.getByLabel('Display name').waitFor()
    },
  },
  {
    name: 'invited-from-outside',
    go: async (page, { invite }) => {
      await at(page, `#/invite/${invite}`)
      await page.reload()
      await page.getByRole('heading').first().waitFor()
    },
  },
]

export const inside: readonly State[] = [
  {
    name: 'list',
    go: (page) => page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().waitFor(),
  },
  { name: 'room', go: room('choir', (page) => message(page, 'When do we meet?').waitFor()) },
  { name: 'room-unread', go: room('bob') },
  { name: 'room-empty', go: room('empty') },
  { name: 'message-actions', go: room('choir', (page) => more(page, 'Things to take along')) },
  { name: 'room-pane', go: room('choir', (page) => press(page, /^(?:About|Members|Choir of the valley)/)) },
  {
    name: 'writing',
    go: room('choir', async (page) => {
      await composer(page).fill('/')
      await page.locator('.slash').waitFor()
    }),
  },
  {
    name: 'thread',
    go: room('choir', async (page) => {
      await timeline(page)
        .getByRole('link', { name: /replies/ })
        .first()
        .click()
      await page.getByRole('log', { name: 'Replies' }).getByText('The gate has moved').waitFor()
    }),
  },
  {
    name: 'palette',
    go: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('p')
    },
  },
  { name: 'shortcuts', go: (page) => page.keyboard.press('?') },
  { name: 'threads', go: (page) => at(page, '#/threads') },
  { name: 'contacts', go: (page) => at(page, '#/contacts') },
  { name: 'invitation', go: (page, { invite }) => at(page, `#/invite/${invite}`) },
  { name: 'search', go: (page) => search(page, 'map') },
  { name: 'search-nothing', go: (page) => search(page, 'nowhere') },
  { name: 'kept', go: (page) => press(page, 'Kept for you') },
  { name: 'inbox', go: (page) => press(page, /^Notifications|^What you are told|told/) },
  { name: 'new-conversation', go: (page) => press(page, 'New conversation') },
  { name: 'settings', go: (page) => press(page, /your settings$/) },
  { name: 'new-space', go: (page) => press(page, 'New space') },
  { name: 'space', go: (page, { space }) => at(page, `#/space/${space}`) },
  {
    name: 'space-room',
    go: async (page, { space, rooms }) => {
      await at(page, `#/space/${space}/room/${rooms.planning}`)
      await composer(page).waitFor()
    },
  },
]
