/** What those do on the page who run the platform. */
import { appointBy } from '@parley/auth'
import { openToMend } from '@parley/service-kit'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { type Person, password } from '../setup/world.ts'
import { describeOnPage } from './on-page.ts'
import { type Site, screenshot } from './site.ts'
import { online } from './user.ts'

const appointed = async ({ world }: Site, name: string, role: 'owner' | 'auditor'): Promise<Person> => {
  const person = await world.person(name)
  await using auth = await openToMend(world.environment.adminUrl, 'auth')
  await appointBy(auth.db, person.user, role, 'for the test')
  return person
}

/** By the way that leads there. */
const open = async (page: Page): Promise<Locator> => {
  await page.getByRole('button', { name: 'your settings' }).click()
  await page.getByRole('link', { name: 'People, invitations' }).click()
  const pane = page.getByRole('region', { name: 'Administration' })
  await pane.getByRole('list', { name: 'People' }).waitFor()
  return pane
}

const show = (pane: Locator, tab: string) => pane.getByRole('button', { name: tab, exact: true }).click()

const find = async (pane: Locator, { username, name }: Person): Promise<Locator> => {
  await pane.getByLabel('Display name or username').fill(username)
  const entry = pane.getByRole('list', { name: 'People' }).getByRole('listitem').filter({ hasText: name })
  await entry.getByText(`@${username}`).click()
  return entry
}

const because = async (entry: Locator, reason: string, label: RegExp) => {
  await entry.getByLabel('Reason').fill(reason)
  await entry.getByRole('form').getByRole('button', { name: label }).click()
}

const shownOnce = async (place: Locator): Promise<string> =>
  (await place.getByRole('region', { name: 'Shown once' }).getByRole('code').textContent()) ?? ''

describeOnPage('who runs the platform', (site) => {
  test('restricts somebody with a reason, reads what they say against it, lets them go on, and finds it in the log', async () => {
    const ann = await site().world.person('Ann')
    const page = await site().pageOf(await appointed(site(), 'Ada', 'owner'))
    const pane = await open(page)
    const entry = await find(pane, ann)
    await entry.getByRole('button', { name: 'Lock: Ann' }).click()
    await entry.getByLabel('For').selectOption('A week')
    await because(entry, 'Sold things', /^Lock/)
    await entry.getByText('“Sold things”').waitFor()
    await screenshot(page, 'admin-person')
    const { username } = ann
    await site().world.post('account.appeal', { username, password, text: 'I sold nothing' })
    await pane.getByLabel('Only those who are restricted').check()
    await entry.getByText('They say: “I sold nothing”').waitFor()
    await entry.getByRole('button', { name: 'End: Locked: Ann' }).click()
    await because(entry, 'She did not', /^End/)
    await pane.getByText('Nobody.').waitFor()
    await site().world.post('session.create', { username, password })
    await show(pane, 'Log')
    const log = pane.getByRole('list', { name: 'What was done' }).getByRole('listitem')
    await log.nth(2).getByText('restricted somebody: Ann').waitFor()
    expect(await log.nth(0).textContent()).toContain('Ada ended a restriction: Ann“She did not”Locked')
    expect(await log.nth(2).textContent()).toContain('Ada restricted somebody: Ann“Sold things”Locked, for 7 days')
  })

  test('finds a space in which they do not live, and gives it another owner', async () => {
    const { world } = site()
    const [ann, bob] = [await world.person('Ann'), await world.person('Bob')]
    const { space } = await world.post('space.create', { name: 'Lost island' }, ann.token)
    const { code } = await world.post('invite.create', { space }, ann.token)
    await world.post('invite.accept', { code }, bob.token)
    const pane = await open(await site().pageOf(await appointed(site(), 'Anouk', 'owner')))
    await show(pane, 'Spaces')
    await pane.getByLabel('Name of the space').fill('lost')
    const entry = pane.getByRole('list', { name: 'Spaces' }).getByRole('listitem')
    await entry.getByText(/2 members · of \W?Ann/).click()
    await entry.getByRole('button', { name: 'Another owner: Lost island' }).click()
    await entry.getByLabel('Username').fill(bob.username)
    await because(entry, 'Ann is gone', /^Another owner/)
    await entry.getByText(/2 members · of \W?Bob/).waitFor()
    expect(await world.post('space.get', { space }, bob.token)).toMatchObject({ owner: bob.user })
  })

  test('gives somebody a password that opens the account, and a role that opens the administration to them', async () => {
    const bob = await site().world.person('Bob')
    const page = await site().pageOf(await appointed(site(), 'Alma', 'owner'))
    const pane = await open(page)
    const entry = await find(pane, bob)
    await entry.getByRole('button', { name: 'Change role: Bob' }).click()
    await entry.getByLabel('Role', { exact: true }).selectOption('Moderator')
    await because(entry, 'Helps us', /^Change role/)
    await entry.getByText('Moderator', { exact: true }).waitFor()
    await entry.getByRole('button', { name: 'New password: Bob' }).click()
    await because(entry, 'Forgot it', /^New password/)
    const made = await shownOnce(entry)
    await site().world.post('session.create', { username: bob.username, password: made })
    await entry.getByRole('button', { name: 'I have kept it' }).click()
    await show(pane, 'Staff')
    await pane.getByRole('list', { name: 'Staff' }).getByText('Moderator').waitFor()
  })

  test('makes an invitation to sign up and a service key, each shown once, and ends both', async () => {
    const page = await site().pageOf(await appointed(site(), 'Abe', 'owner'))
    const pane = await open(page)
    await show(pane, 'Invitations')
    await pane.getByRole('button', { name: 'Make an invitation' }).click()
    await pane.getByText('The code of the invitation').waitFor()
    await pane.getByRole('button', { name: 'I have kept it' }).click()
    await pane.getByText('One may still come in').waitFor()
    await pane.getByRole('button', { name: /^End the invitation/ }).click()
    await pane.getByRole('button', { name: 'Yes' }).click()
    await pane.getByText('None are open.').waitFor()

    await show(pane, 'Service keys')
    await pane.getByRole('button', { name: 'New service key' }).click()
    await pane.getByLabel('What the program is called').fill('Lobby')
    await pane.getByLabel('room:read').check()
    await screenshot(page, 'admin-new-key')
    await pane.getByRole('button', { name: 'Make the key' }).click()
    const secret = await shownOnce(pane)
    await pane.getByRole('button', { name: 'I have kept it' }).click()
    expect((await site().world.post('room.list', {}, secret)).rooms).toEqual([])
    await pane.getByRole('button', { name: 'Revoke Lobby' }).click()
    await because(pane, 'No longer used', /^Revoke/)
    await pane.getByText(/^Revoked/).waitFor()
    await expect(site().world.post('room.list', {}, secret)).rejects.toThrow()
  })

  test('sees what the role allows and nothing else; who has none is told so', async () => {
    const page = await site().pageOf(await appointed(site(), 'Amy', 'auditor'))
    const pane = await open(page)
    expect(await pane.getByRole('group', { name: 'Shown' }).getByRole('button').allTextContents()).toEqual([
      'People',
      'Spaces',
      'Staff',
      'Log',
    ])
    const entry = await find(pane, await site().world.person('Ben'))
    expect(await entry.getByRole('button').count()).toBe(1)
    const other = await site().pageOf(await site().world.person('Cid'))
    await online(other)
    await other.evaluate(() => {
      location.hash = '#/admin'
    })
    await other.getByText('You have no role in running this platform').waitFor()
  })
})
