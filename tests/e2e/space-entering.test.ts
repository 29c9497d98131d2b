import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Person } from '../setup/world.ts'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, message, send, timeline } from './user.ts'

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: 'dark' } as const

const rail = (page: Page) => page.getByRole('navigation', { name: 'Spaces' })
const list = (page: Page) => page.getByRole('navigation', { name: /^Rooms of / })
const pane = (page: Page) => page.getByRole('complementary')
const roomLink = (page: Page, name: string | RegExp) => list(page).getByRole('link', { name })

interface Works {
  readonly owner: Person
  readonly space: string
  readonly room: string
  readonly code: string
}

describeOnPage('who comes into a space, and who is kept out', (site) => {
  const post: ReturnType<typeof site>['world']['post'] = (...asked) => site().world.post(...asked)
  let made: Promise<Works> | undefined

  const make = async (): Promise<Works> => {
    const owner = await site().world.person('Ann')
    const { space, rooms } = await post('space.create', { name: 'Works', template: 'team' }, owner.token)
    const { code } = await post('invite.create', { space }, owner.token)
    return { owner, space, room: String(rooms.find(({ name }) => name === 'General')?.room), code }
  }

  /** The same for all tests: open, without rules. */
  const works = async (): Promise<Works> => {
    made ??= make()
    const { space, owner } = await made
    await post('space.change', { space, entry: 'open' }, owner.token)
    await post('screening.set', { space, rules: [], welcome: { text: '', rooms: [] } }, owner.token)
    return made
  }

  const resident = async (name: string, { code }: Works): Promise<Person> => {
    const person = await site().world.person(name)
    await post('invite.accept', { code }, person.token)
    return person
  }

  /** At the settings of the space. */
  const settings = async ({ owner, space }: Works, options = {}): Promise<Page> => {
    const page = await site().pageOf(owner, options)
    await page.evaluate((to) => location.assign(to), `#/space/${space}`)
    await list(page).getByRole('button', { name: 'Settings of Works' }).click()
    await pane(page).getByRole('button', { name: 'Leave the space' }).waitFor()
    return page
  }

  test('a newcomer is welcomed, shown where to look first, and writes when the rules are accepted', async () => {
    const here = await works()
    const own = await settings(here)
    await pane(own).getByRole('button', { name: 'Rules and welcome' }).click()
    const form = pane(own).getByRole('form', { name: 'Newcomers' })
    await form.getByLabel(/^Rules/).fill('Be kind\nلا إعلانات')
    await form.getByLabel('Welcome', { exact: true }).fill('Good to have you here')
    await form.getByLabel('General').check()
    await screenshot(own, 'space-newcomers')
    await form.getByRole('button', { name: 'Save' }).click()
    await pane(own).getByRole('button', { name: 'Rules and welcome' }).waitFor()

    const bob = await site().pageOf(await site().world.person('Bob'))
    await bob.goto(`${site().world.url}/#/invite/${here.code}`)
    await bob.getByRole('button', { name: 'Join' }).click()
    await bob.getByText('Good to have you here').waitFor()
    await screenshot(bob, 'space-welcome')
    await bob.getByRole('navigation', { name: 'Look here first' }).getByRole('link', { name: 'General' }).click()
    const rules = bob.getByRole('region', { name: 'Rules' })
    await expect.poll(() => rules.getByRole('listitem').allInnerTexts()).toEqual(['Be kind', 'لا إعلانات'])
    expect(await composer(bob).count()).toBe(0)
    await rules.getByRole('button', { name: 'Accept the rules' }).click()
    await send(bob, 'Hello')
    await message(bob, 'Hello').waitFor()
    expect(await rules.count()).toBe(0)
  })

  test('who is invited until they go offline knows it before and while they are there, and who is taken out is told why', async () => {
    const here = await works()
    const own = await settings(here)
    await pane(own).getByRole('button', { name: 'Invite by link' }).click()
    await pane(own)
      .getByLabel(/^They stay until they go offline/)
      .check()
    await screenshot(own, 'space-temporary')
    await pane(own).getByRole('button', { name: 'Make a link' }).click()
    const link = await pane(own)
      .getByLabel(/^The link/)
      .inputValue()
    await pane(own)
      .getByText(/they stay until they go offline$/)
      .waitFor()

    const hal = await site().pageOf(await site().world.person('Hal'))
    await hal.goto(link)
    await hal.getByText('You live there until you go offline').waitFor()
    await hal.getByRole('button', { name: 'Join' }).click()
    await list(hal).getByText('You live here until you go offline').waitFor()
    await list(own).getByRole('button', { name: 'Members' }).click()
    const line = pane(own).getByRole('listitem').filter({ hasText: 'Hal' })
    await line.getByText('Until offline').waitFor()
    await line.getByLabel('Manage Hal').click()
    await line.getByRole('button', { name: 'Remove Hal' }).click()
    await line.getByLabel(/^Reason/).fill('Wrong place')
    await line.getByRole('button', { name: 'Remove', exact: true }).click()
    const told = hal.getByRole('region', { name: 'What was done to you in spaces' })
    await told.getByText('You were taken out of Works: “Wrong place”').waitFor()
    await screenshot(hal, 'space-taken-out')
    await told.getByRole('button', { name: 'Dismiss' }).click()
    await told.waitFor({ state: 'detached' })
  })

  test('who asks to join comes in when somebody lets them in, and not when they are declined', async () => {
    const here = await works()
    await post('space.change', { space: here.space, entry: 'request' }, here.owner.token)
    const own = await settings(here)
    const [cid, dan] = await Promise.all(['Cid', 'Dan'].map((name) => site().world.person(name)))
    const asking = await site().pageOf(cid as Person)
    await asking.goto(`${site().world.url}/#/invite/${here.code}`)
    await asking.getByRole('button', { name: 'Ask to join' }).click()
    await asking.getByText('You have asked to join.').waitFor()
    await post('invite.accept', { code: here.code }, (dan as Person).token)
    await pane(own).getByRole('heading', { name: '2 people ask to join' }).waitFor()
    await screenshot(own, 'space-requests')
    await pane(own).getByRole('button', { name: 'Let Cid in' }).click()
    await rail(asking).getByRole('link', { name: 'Works' }).waitFor()
    await pane(own).getByRole('button', { name: 'Decline Dan' }).click()
    await pane(own).getByRole('button', { name: 'Yes' }).click()
    await pane(own)
      .getByRole('heading', { name: /to join$/ })
      .waitFor({ state: 'detached' })
    expect((await post('space.list', {}, (dan as Person).token)).spaces).toEqual([])
  })

  test('who is banned is out with what they have said, and may come in again when the ban is lifted', async () => {
    const here = await works()
    const eve = await resident('Eve', here)
    await site().say(eve, here.room, ['buy this'])
    const other = await site().pageOf(eve)
    await rail(other)
      .getByRole('link', { name: /^Works/ })
      .waitFor()
    const own = await settings(here)
    await roomLink(own, /^General/).click()
    await message(own, 'buy this').waitFor()
    await list(own).getByRole('button', { name: 'Members' }).click()
    await pane(own).getByLabel('Manage Eve').click()
    await pane(own).getByRole('button', { name: 'Ban Eve' }).click()
    await pane(own).getByLabel('Delete what they said').selectOption('Of the last day')
    await screenshot(own, 'space-ban')
    await pane(own).getByRole('button', { name: 'Ban', exact: true }).click()
    await rail(other)
      .getByRole('link', { name: /^Works/ })
      .waitFor({ state: 'detached' })
    await message(own, 'buy this').waitFor({ state: 'detached' })
    await pane(own).getByText('Banned', { exact: true }).click()
    await pane(own).getByRole('button', { name: 'Lift the ban of Eve' }).click()
    await pane(own).getByRole('button', { name: 'Yes' }).click()
    await pane(own).getByText('Nobody.').waitFor()
    await post('invite.accept', { code: here.code }, eve.token)
    await rail(other)
      .getByRole('link', { name: /^Works/ })
      .waitFor()
  })

  test('a message is reported to those who run the deployment', async () => {
    const here = await works()
    await site().say(here.owner, here.room, ['to be reported'])
    const page = await site().pageOf(await resident('Fay', here))
    await rail(page)
      .getByRole('link', { name: /^Works/ })
      .click()
    await roomLink(page, /^General/).click()
    const said = timeline(page).locator('.message', { has: page.locator('article', { hasText: 'to be reported' }) })
    await said.getByRole('button', { name: 'More about this message' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Report' }).click()
    const dialog = page.getByRole('dialog', { name: 'Report this message' })
    await dialog.getByLabel('What is wrong with it').selectOption('Harassment')
    await dialog.getByLabel('What there is to say about it').fill('Again and again')
    await screenshot(page, 'space-report')
    await dialog.getByRole('button', { name: 'Report' }).click()
    await page.getByRole('dialog', { name: 'Reported' }).getByRole('status').waitFor()
  })

  test('what a filter finds is not sent, and whoever wrote it is told why, until the filter is gone', async () => {
    const here = await works()
    const own = await settings(here, phone)
    await pane(own).getByLabel('Messages are kept').selectOption('For 30 days')
    await pane(own).getByText('Filters', { exact: true }).click()
    await pane(own).getByRole('button', { name: 'New filter' }).click()
    const form = pane(own).getByRole('form', { name: 'New filter' })
    await form.getByLabel('Name of the filter').fill('Rude words')
    await form.getByLabel(/^Words/).fill('rude*')
    await form.getByLabel('What they are told').fill('Be kind')
    await screenshot(own, 'space-filter-phone-dark')
    await form.getByRole('button', { name: 'Save' }).click()
    await pane(own).getByText('rude*: is not said').waitFor()
    const page = await site().pageOf(await resident('Gil', here))
    await rail(page)
      .getByRole('link', { name: /^Works/ })
      .click()
    await roomLink(page, /^General/).click()
    // Other processes of the server learn of a filter a little later.
    await expect
      .poll(async () => {
        await send(page, 'rudely said')
        return page.getByText('Be kind').count()
      })
      .toBeGreaterThan(0)
    await screenshot(page, 'space-stopped')
    await pane(own).getByRole('button', { name: 'Remove Rude words' }).click()
    await pane(own).getByRole('button', { name: 'Yes' }).click()
    await pane(own).getByText('rude*: is not said').waitFor({ state: 'detached' })
    expect((await post('space.get', { space: here.space }, here.owner.token)).keep_hours).toBe(720)
  })
})
