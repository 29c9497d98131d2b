/** Contacts, blocks, and who is there, as two people see it of each other. */
import { uuid7 } from '@parley/client'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Person } from '../setup/world.ts'
import { describeOnPage } from './on-page.ts'
import { type Site, screenshot } from './site.ts'
import { composer, message, openRoom, roomLink, send } from './user.ts'

const contacts = (page: Page): Locator => page.getByRole('region', { name: 'Contacts' }).first()
const contactsLink = (page: Page): Locator => page.getByRole('link', { name: /^Contacts/ })
const openContacts = async (page: Page): Promise<void> => {
  await contactsLink(page).click()
  await contacts(page).waitFor()
}
const tab = (page: Page, name: string) => contacts(page).getByRole('button', { name }).first().click()

/** Who somebody is, beside the conversation. */
const about = (page: Page, name: string): Locator => page.getByRole('complementary', { name })
const line = (page: Page, name: string): Locator => contacts(page).getByRole('listitem').filter({ hasText: name })

const openSettings = (page: Page) => page.getByRole('button', { name: /your settings$/ }).click()
const settings = (page: Page): Locator => page.getByRole('dialog', { name: 'Your settings' })
const beSeen = async (page: Page, state: string): Promise<void> => {
  await openSettings(page)
  await settings(page).getByText(state, { exact: true }).click()
  await expect.poll(() => settings(page).getByRole('radio', { name: new RegExp(`^${state}`) }).isChecked()).toBe(true)
  await page.keyboard.press('Escape')
}

const befriend = async ({ world }: Site, one: Person, other: Person): Promise<void> => {
  await world.post('contact.request', { user: other.user, id: uuid7() }, one.token)
  await world.post('contact.accept', { user: one.user }, other.token)
}

const phone = { viewport: { width: 390, height: 780 } }

describeOnPage(
  'with other people',
  (site) => {
    const people = (...names: string[]) => Promise.all(names.map((name) => site().world.person(name)))

    test('somebody is found and asked with a note, and is a contact of both when they accept', async () => {
      const [ann, bob] = (await people('Anneliese', 'Bob Marsh')) as [Person, Person]
      const [one, other] = await Promise.all([site().pageOf(ann), site().pageOf(bob, phone)])
      await openContacts(one)
      await screenshot(one, 'contacts-none')
      await contacts(one).getByLabel(/^Search your contacts/).fill('Bob')
      await line(one, 'Bob Marsh').getByRole('button', { name: /Bob Marsh/ }).first().click()
      await about(one, 'Bob Marsh').getByLabel('A note, if you like').fill('We met at the chess club')
      await screenshot(one, 'person-stranger')
      await about(one, 'Bob Marsh').getByRole('button', { name: 'Ask to be a contact' }).click()
      await about(one, 'Bob Marsh').getByText('You have asked them').waitFor()
      await screenshot(one, 'contacts-search')

      await contactsLink(other).getByText('1 request').waitFor()
      expect(await other.title()).toBe('(1) Parley')
      await screenshot(other, 'contacts-asked-phone')
      await openContacts(other)
      await line(other, 'Anneliese').getByText('We met at the chess club').waitFor()
      await screenshot(other, 'requests-phone')
      await contacts(other).getByRole('button', { name: 'Accept Anneliese' }).click()
      await contacts(other).getByText('Nobody asks to be your contact.').waitFor()
      expect(await other.title()).toBe('Parley')
      await tab(other, 'Contacts')
      await line(other, 'Anneliese').getByText('Online').waitFor()

      await about(one, 'Bob Marsh').getByText(/^Your contact since/).waitFor()
      await about(one, 'Bob Marsh').getByLabel('Favourite').click()
      await about(one, 'Bob Marsh').getByLabel('Your note about them').fill('Plays the Sicilian')
      await about(one, 'Bob Marsh').getByRole('button', { name: 'Save note' }).click()
      await about(one, 'Bob Marsh').getByLabel('New group').fill('Chess')
      await about(one, 'Bob Marsh').getByRole('button', { name: 'Add to this group' }).click()
      await contacts(one).getByRole('region', { name: 'Favourites' }).getByText('Bob Marsh').waitFor()
      await contacts(one).getByRole('group', { name: 'Groups of contacts' }).getByText('Chess').waitFor()
      await screenshot(one, 'person-contact')
    })
  },
  { OFFLINE_GRACE_MS: '0', SETTLE_MS: '0' },
)
