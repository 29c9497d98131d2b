/** Contacts, blocks, and who is there, as two people see it of each other. */
import { uuid7 } from '@parley/client'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Person } from '../setup/world.ts'
import { describeOnPage } from './on-page.ts'
import { type Site, screenshot } from './site.ts'
import { message, openRoom, roomLink, timeline } from './user.ts'

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
/** In the open settings. */
const choose = (page: Page, state: string) =>
  settings(page)
    .getByRole('radio', { name: new RegExp(`^${state}`) })
    .click()
const beSeen = async (page: Page, state: string): Promise<void> => {
  await openSettings(page)
  await choose(page, state)
  await page.keyboard.press('Escape')
}

const befriend = async ({ world }: Site, one: Person, other: Person): Promise<void> => {
  await world.post('contact.request', { user: other.user, id: uuid7() }, one.token)
  await world.post('contact.accept', { user: one.user }, other.token)
}

const bell = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
const told = (page: Page): Locator => page.getByRole('complementary', { name: 'Notifications' })

const party = (page: Page): Locator => page.getByRole('complementary', { name: 'Party' })
const games = (page: Page): Locator => page.getByRole('region', { name: 'Invitations to a game' })
const openParty = async (page: Page): Promise<void> => {
  await openContacts(page)
  await contacts(page).getByRole('button', { name: 'Party' }).click()
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
      await contacts(one)
        .getByLabel(/^Search your contacts/)
        .fill('Bob')
      await line(one, 'Bob Marsh')
        .getByRole('button', { name: /Bob Marsh/ })
        .first()
        .click()
      await about(one, 'Bob Marsh').getByLabel('A note with your request, if you like').fill('We met at the chess club')
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

      await about(one, 'Bob Marsh')
        .getByText(/^Your contact since/)
        .waitFor()
      await about(one, 'Bob Marsh').getByLabel('Favourite').click()
      await about(one, 'Bob Marsh').getByLabel('Your note about them').fill('Plays the Sicilian')
      await about(one, 'Bob Marsh').getByRole('button', { name: 'Save note' }).click()
      await about(one, 'Bob Marsh').getByLabel('New group').fill('Chess')
      await about(one, 'Bob Marsh').getByRole('button', { name: 'Add to this group' }).click()
      await contacts(one).getByRole('region', { name: 'Favourites' }).getByText('Bob Marsh').waitFor()
      await contacts(one).getByRole('group', { name: 'Groups of contacts' }).getByText('Chess').waitFor()
      await screenshot(one, 'person-contact')
    })

    test('what somebody says of themselves is seen by others without a reload, and invisible is as offline is', async () => {
      const [ann, bob, cid] = (await people('Ann', 'Bob', 'Cid')) as [Person, Person, Person]
      for (const other of [bob, cid]) await befriend(site(), ann, other)
      const { room } = await site().world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
      await site().say(bob, room, ['Hello'])
      const [one, other, third] = await Promise.all([
        site().pageOf(ann),
        site().pageOf(bob, { ...phone, colorScheme: 'dark' }),
        site().pageOf(cid),
      ])
      await openRoom(one, 'Bob')
      await roomLink(one, /^Online, Bob/).waitFor()
      await openSettings(other)
      await choose(other, 'Do not disturb')
      await settings(other).getByLabel('Status', { exact: true }).fill('Exam until three')
      await settings(other).getByLabel('Until').selectOption('In an hour')
      await settings(other).getByRole('button', { name: 'Save status' }).click()
      await settings(other)
        .getByText(/Your status is “Exam until three”, until/)
        .waitFor()
      await screenshot(other, 'own-presence-phone-dark')
      await other.keyboard.press('Escape')
      await other.getByRole('button', { name: /^Do not disturb, / }).waitFor()
      await roomLink(one, /^Do not disturb, Bob/).waitFor()
      await one.getByText('Do not disturb · Exam until three').waitFor()
      await screenshot(one, 'presence-in-room')

      await openContacts(one)
      await line(one, 'Cid').getByText('Online').waitFor()
      await screenshot(one, 'contacts')
      await beSeen(other, 'Invisible')
      await other.getByRole('button', { name: /^Invisible, / }).waitFor()
      await third.context().close()
      for (const name of ['Bob', 'Cid'])
        await line(one, name)
          .getByText(/^Last seen \d\d:\d\d$/)
          .waitFor()
      const marks = await contacts(one)
        .locator('.person-line .presence')
        .evaluateAll((all) => all.map((mark) => mark.outerHTML))
      expect(marks).toHaveLength(2)
      expect(new Set(marks).size).toBe(1)
      await one.emulateMedia({ colorScheme: 'dark' })
      await screenshot(one, 'contacts-dark')
      await beSeen(other, 'Online')
      await line(one, 'Bob').getByText('Online · Exam until three').waitFor()
    })

    test('who is blocked is no contact any more, and can be unblocked where it shows', async () => {
      const [ann, bob] = (await people('Ann', 'Bob')) as [Person, Person]
      await befriend(site(), ann, bob)
      const { room } = await site().world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
      await site().say(bob, room, ['Buy my shares!'])
      const page = await site().pageOf(ann)
      await openRoom(page, 'Bob')
      await message(page, 'Buy my shares!').getByRole('button', { name: 'Bob' }).click()
      await about(page, 'Bob').getByRole('button', { name: 'Block Bob' }).click()
      await screenshot(page, 'block')
      await about(page, 'Bob').getByRole('button', { name: 'Yes' }).click()
      await about(page, 'Bob').getByRole('heading', { name: 'You block Bob' }).waitFor()
      expect(await about(page, 'Bob').getByRole('button', { name: 'Message' }).count()).toBe(0)
      const here = page.getByRole('region', { name: 'Blocked' }).filter({ hasText: 'see nothing of what they write' })
      await here.waitFor()
      await screenshot(page, 'blocked-here')
      await openContacts(page)
      await contacts(page).getByText('You have no contacts yet.').waitFor()
      await tab(page, 'Blocked')
      await screenshot(page, 'blocked')
      await contacts(page).getByRole('button', { name: 'Unblock: Bob' }).click()
      await expect.poll(() => contacts(page).getByRole('listitem').count()).toBe(0)
      await about(page, 'Bob').getByRole('button', { name: 'Ask to be a contact' }).waitFor()
      await page.keyboard.press('Escape')
      await openRoom(page, 'Bob')
      await here.waitFor({ state: 'detached' })
      await timeline(page).getByRole('button', { name: 'More about this message' }).press('Enter')
      await page.getByRole('dialog').getByRole('button', { name: 'About Bob' }).press('Enter')
      await about(page, 'Bob').getByRole('button', { name: 'Ask to be a contact' }).waitFor()
    })

    test('one is asked before one is added to a group, and who is restricted writes apart from all others', async () => {
      const [ann, bob] = (await people('Ann', 'Bob')) as [Person, Person]
      const { world, say, pageOf } = site()
      await world.post('privacy.set', { groups: 'contacts' }, bob.token)
      const [page, other] = await Promise.all([pageOf(bob), pageOf(bob, { ...phone, colorScheme: 'dark' })])
      for (const name of ['Choir', 'Band'])
        await world.post('room.create', { kind: 'group', name, members: [bob.user] }, ann.token)
      const invitations = (page: Page) => page.getByRole('region', { name: 'Invitations to groups' })
      await invitations(page).getByText('Band').waitFor()
      await other.reload()
      await invitations(other).getByText('Ann invites you · 1 member').first().waitFor()
      await screenshot(page, 'invited')
      await screenshot(other, 'invited-phone-dark')
      await invitations(other).getByRole('button', { name: 'Decline Band' }).click()
      await invitations(page).getByText('Band').waitFor({ state: 'detached' })
      await invitations(page).getByRole('button', { name: 'Join Choir' }).click()
      await page.getByRole('heading', { name: 'Choir' }).waitFor()
      await invitations(other).waitFor({ state: 'detached' })

      const { room } = await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
      await say(ann, room, ['Buy my shares!'])
      await roomLink(page, /Ann/).waitFor()
      await world.post('restriction.add', { user: ann.user }, bob.token)
      const apart = page.getByRole('button', { name: 'Show a restricted conversation' })
      await apart.waitFor()
      await expect.poll(() => page.title()).toBe('Parley')
      await apart.click()
      await roomLink(page, /Ann.*restricted/).click()
      await message(page, 'Buy my shares!').waitFor()
      await screenshot(page, 'restricted')
      await world.post('block.add', { user: ann.user }, bob.token)
      await roomLink(page, /Ann.*blocked/).waitFor()
    })

    test('what one is told stands under the bell until it is read, leads to its message, and comes as one says', async () => {
      const [ann, bob, cid] = (await people('Ann', 'Bob', 'Cid')) as [Person, Person, Person]
      const { world, say, pageOf } = site()
      const { room } = await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
      const choir = await world.post('room.create', { kind: 'group', name: 'Choir', members: [bob.user] }, ann.token)
      const [page, other] = await Promise.all([pageOf(bob), pageOf(bob, { ...phone, colorScheme: 'dark' })])
      await bell(page, 'Notifications').waitFor()
      await say(ann, choir.room, [`Rehearsal at **seven**, <@${bob.user}>`, `<@${bob.user}>, bring the notes`])
      await say(ann, room, ['Are you there?'])
      // Of another service, whose news may come first.
      await bell(page, 'Notifications, 3 unread').waitFor()
      await world.post('contact.request', { user: bob.user, id: uuid7() }, cid.token)
      await bell(page, 'Notifications, 4 unread').click()
      await expect.poll(() => page.title()).toBe('(4) Parley')
      expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/favicon-unread.svg')
      await told(page).getByText('Rehearsal at seven, @Bob').waitFor()
      expect(await told(page).getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['Contacts', 'Ann', 'Choir'])
      await screenshot(page, 'inbox')
      await bell(other, 'Notifications, 4 unread').click()
      await told(other).getByText('Are you there?').waitFor()
      await screenshot(other, 'inbox-phone-dark')

      await told(page)
        .getByRole('button', { name: /Ann wrote to you/ })
        .getByText('Are you there?')
        .click()
      await message(page, 'Are you there?').waitFor()
      await told(page)
        .getByRole('region', { name: 'Choir' })
        .getByRole('button', { name: 'Mark as read: Choir' })
        .click()
      await bell(other, 'Notifications, 1 unread').waitFor()
      await told(other).getByRole('button', { name: 'Mark all as read' }).click()
      await bell(page, 'Notifications').waitFor()

      await told(page).getByRole('button', { name: 'Settings' }).click()
      await told(page).getByLabel('Direct messages').selectOption('Silently')
      await told(page)
        .getByRole('checkbox', { name: /^Quiet hours/ })
        .click()
      await told(page).getByRole('button', { name: 'Save quiet hours' }).click()
      await told(page).getByRole('button', { name: 'Save quiet hours' }).waitFor({ state: 'detached' })
      await screenshot(page, 'alerts')
      await told(other).getByRole('button', { name: 'Settings' }).click()
      await expect.poll(() => told(other).getByLabel('Time zone').inputValue()).toBe('Europe/Berlin')
      await expect.poll(() => told(other).getByLabel('Direct messages').inputValue()).toBe('silent')
      await screenshot(other, 'alerts-phone-dark')
      await page.goto(`${world.url}/#/`)
      await say(ann, room, ['Hello?'])
      await bell(page, 'Notifications, 1 unread that came silently').waitFor()
    })

    test('a party is made, comes together by an invitation and a code, is asked whether it is ready, and handed over', async () => {
      const [ann, bob, cid] = (await people('Ann', 'Bob', 'Cid')) as [Person, Person, Person]
      await befriend(site(), ann, bob)
      const [one, other, third] = await Promise.all([
        site().pageOf(ann),
        site().pageOf(bob, { ...phone, colorScheme: 'dark' }),
        site().pageOf(cid),
      ])
      await openParty(one)
      await party(one).getByLabel('Name').fill('Dragons')
      await screenshot(one, 'party-new')
      await party(one).getByRole('button', { name: 'Make a party' }).click()
      await party(one).getByText('Invite a contact').click()
      await party(one).getByRole('button', { name: 'Invite Bob' }).click()
      await party(one).getByRole('button', { name: 'Take back what you sent Bob' }).waitFor()
      await games(other).getByText('Ann invites you to play').waitFor()
      await screenshot(other, 'game-invitation-phone-dark')
      await games(other)
        .getByRole('button', { name: /^Accept/ })
        .click()
      await party(other).getByRole('heading', { name: 'Dragons' }).waitFor()
      await games(other).waitFor({ state: 'detached' })

      await party(one).getByRole('button', { name: 'Is everybody ready?' }).click()
      await party(other).getByRole('region', { name: 'Ready check' }).waitFor()
      await screenshot(other, 'party-ready-phone-dark')
      await party(other).getByRole('button', { name: 'Ready', exact: true }).click()
      await party(one).getByRole('button', { name: 'Is everybody ready?' }).waitFor()
      await screenshot(one, 'party')

      await party(one)
        .getByRole('region', { name: 'Coming in' })
        .getByLabel('Who comes in')
        .selectOption('Closed: you invite, and nobody else')
      await party(one).getByRole('button', { name: 'Make a code' }).click()
      const code = (await party(one).locator('.party-code').textContent()) ?? ''
      await openParty(third)
      await party(third).getByLabel('Code of a party').fill(code)
      await party(third).getByRole('button', { name: 'Join' }).click()
      await party(third).getByText('3 of 8 · Its leader invites').waitFor()

      await party(one).getByRole('button', { name: 'Hand the party over to Bob' }).click()
      await party(one).getByRole('button', { name: 'Yes' }).click()
      await party(one).getByText('3 of 8 · Its leader invites').waitFor()
      await party(other).getByRole('button', { name: 'Remove Cid from the party' }).click()
      await party(other).getByRole('button', { name: 'Yes' }).click()
      await party(third).getByText('You are in no party.').waitFor()
      await party(other)
        .getByRole('checkbox', { name: /^Locked/ })
        .click()
      await party(one).getByText('2 of 8 · Locked: nobody comes in').waitFor()
      await screenshot(other, 'party-led-phone-dark')
      await party(one).getByRole('button', { name: 'Leave the party' }).click()
      await party(one).getByRole('button', { name: 'Yes' }).click()
      await party(other).getByText('1 of 8').waitFor()
      await party(one).getByText('You are in no party.').waitFor()
    })

    test('all in a room are invited by a card, whose last place one of them gets, and who comes too late asks to join', async () => {
      const [ann, bob, cid] = (await people('Ann', 'Bob', 'Cid')) as [Person, Person, Person]
      const { world } = site()
      const members = [bob.user, cid.user]
      const { room } = await world.post('room.create', { kind: 'group', name: 'Orchestra', members }, ann.token)
      await world.post('party.create', { party: uuid7(), game: 'go', most: 2, access: 'closed' }, ann.token)
      const [one, other, third] = await Promise.all([
        site().pageOf(ann),
        site().pageOf(bob, { ...phone, colorScheme: 'dark' }),
        site().pageOf(cid),
      ])
      await Promise.all([one, other, third].map((page) => openRoom(page, 'Orchestra')))
      const card = (page: Page) => timeline(page).getByRole('region', { name: 'Invitation to a game' })
      await one.getByRole('button', { name: /^Party/ }).click()
      await party(one).getByRole('button', { name: 'Invite the open conversation' }).click()
      await card(one).getByText('You invite all here to play go').waitFor()
      await card(third).getByText('One place').waitFor()
      await screenshot(other, 'game-card-phone-dark')
      await card(other).getByRole('button', { name: 'Play along' }).click()
      await party(other).getByText('2 of 2').waitFor()
      await party(other).getByRole('button', { name: 'Close the party' }).click()
      await card(other).getByText('You play along').waitFor()
      await party(one).getByText('2 of 2').waitFor()
      await card(third).getByText('All places are taken').waitFor()
      await card(third).getByRole('button', { name: 'Ask to join' }).click()
      await card(third).getByRole('button', { name: 'Asked to join' }).waitFor()
      await games(one).getByText('Cid asks to join you in go').waitFor()
      await screenshot(one, 'game-card-full')
      await expect.poll(() => card(one).getByRole('button').count()).toBe(0)

      const over = uuid7()
      await world.post('card.create', { card: over, room, expires_in_ms: 600_000 }, ann.token)
      await world.post('message.send', { room, id: uuid7(), text: 'Or go alone?', card: over }, ann.token)
      await card(third).nth(1).getByRole('button', { name: 'Play along' }).waitFor()
      await card(one).nth(1).getByRole('button', { name: 'Take back' }).click()
      await card(third).nth(1).getByText('It was taken back').waitFor()
      expect(await card(third).nth(1).getByRole('button').count()).toBe(0)
      // Where it says another room it is not for this one.
      const { room: elsewhere } = await world.post('room.create', { kind: 'group', name: 'Choir', members }, ann.token)
      await world.post('message.send', { room: elsewhere, id: uuid7(), text: 'Over there', card: over }, ann.token)
      await openRoom(third, 'Choir')
      await message(third, 'Over there').waitFor()
      expect(await card(third).count()).toBe(0)
    })

    test('who may contact one, add one to groups, and see when one was there is set once for all devices', async () => {
      const [ann] = (await people('Ann')) as [Person]
      const [page, other] = await Promise.all([site().pageOf(ann), site().pageOf(ann, phone)])
      for (const device of [page, other]) {
        await openContacts(device)
        await tab(device, 'Privacy')
      }
      await contacts(page).getByLabel('Who may contact you').selectOption('Contacts of your contacts')
      await contacts(page).getByLabel('Who may add you to groups').selectOption('Nobody')
      await contacts(page).getByLabel('Who sees when you were last there').selectOption('Nobody')
      const chosen = (device: Page) =>
        contacts(device)
          .locator('select')
          .evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value))
      await expect.poll(() => chosen(other).then((all) => all.slice(0, 2))).toEqual(['contacts_of_contacts', 'nobody'])
      await screenshot(other, 'privacy-phone')
      await other.reload()
      await tab(other, 'Privacy')
      await expect
        .poll(() => chosen(other).then((all) => all.slice(0, 3)))
        .toEqual(['contacts_of_contacts', 'nobody', 'nobody'])
    })
  },
  { OFFLINE_GRACE_MS: '0', SETTLE_MS: '0' },
)
