/** How a group looks, who may say something there, and how often. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { age, runRetention } from '../setup/aging.ts'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, message, openRoom, send, timeline } from './user.ts'

const notice = (page: Page, text: string) => timeline(page).getByRole('listitem').filter({ hasText: text }).waitFor()
const pane = (page: Page) => page.getByRole('complementary', { name: 'About Orchestra' })
const sendButton = (page: Page) => page.getByRole('button', { name: 'Send', exact: true })
const theme = (page: Page) => page.locator('.room').getAttribute('data-theme')

describeOnPage('the settings of a group', (site) => {
  const orchestra = async () => {
    const [ann, bob] = await Promise.all([site().world.person('Anneliese'), site().world.person('Bob Marsh')])
    const input = { kind: 'group' as const, name: 'Orchestra', members: [bob.user] }
    const { room } = await site().world.post('room.create', input, ann.token)
    await site().say(ann, room, ['Welcome!', 'We meet on **Mondays**, see <https://example.org>.'])
    await site().say(bob, room, ['Thank you 🎺', 'مرحبا'])
    const [owner, member] = [await site().pageOf(ann), await site().pageOf(bob)]
    for (const page of [owner, member]) await openRoom(page, 'Orchestra')
    await owner.getByRole('button', { name: /^Members/ }).click()
    return { owner, member, room, ann }
  }

  test('are chosen in its pane, and a theme is how it looks for everybody', async () => {
    const { owner, member } = await orchestra()
    await pane(owner).getByLabel('Ocean').click()
    await notice(member, 'Anneliese changed the theme to Ocean')
    await expect.poll(() => theme(member)).toBe('ocean')
    await pane(owner).getByLabel('Slate').scrollIntoViewIfNeeded()
    await screenshot(owner, 'room-settings')
    for (const [name, label] of [
      ['rose', 'Rose'],
      ['forest', 'Forest'],
      ['sunset', 'Sunset'],
    ] as const) {
      await pane(owner).getByLabel(label).click()
      await expect.poll(() => theme(member)).toBe(name)
      await screenshot(member, `theme-${name}`)
      await member.emulateMedia({ colorScheme: 'dark' })
      await screenshot(member, `theme-${name}-dark`)
      await member.emulateMedia({ colorScheme: 'light' })
    }
    await owner.emulateMedia({ colorScheme: 'dark' })
    await screenshot(owner, 'room-settings-dark')
    await owner.setViewportSize({ width: 390, height: 760 })
    await pane(owner).getByRole('heading', { name: 'Settings' }).scrollIntoViewIfNeeded()
    await screenshot(owner, 'room-settings-phone')
  })

  test('a member who begins a thread in a slow one says the first thing in it, and waits then, in both', async () => {
    const { post, person } = site().world
    const [ann, bob] = [await person('Ann'), await person('Bob')]
    const { room } = await post('room.create', { kind: 'group', name: 'Slow', members: [bob.user] }, ann.token)
    await post('room.change', { room, slow_seconds: 3_600 }, ann.token)
    await site().say(ann, room, ['what about it?'])
    const page = await site().pageOf(bob)
    await openRoom(page, 'Slow')
    await message(page, 'what about it?').waitFor()
    await timeline(page).getByRole('button', { name: 'More about this message' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reply in thread' }).click()
    const waits = page.getByText(/you can send again in 59:\d\d/)
    await waits.waitFor()
    const field = page.getByRole('textbox', { name: 'Reply in this thread' })
    await field.fill('Not much')
    await field.press('Enter')
    await page.getByRole('log', { name: 'Replies' }).getByText('Not much').waitFor()
    await expect.poll(() => waits.count()).toBe(2)
    await screenshot(page, 'slow-thread')
  })

  test('a member of a slow one sees how long they still wait, keeps what they write meanwhile, and sends it then', async () => {
    const { owner, member } = await orchestra()
    await pane(owner).getByLabel('Slow mode').selectOption({ label: 'A message every 6 hours' })
    await notice(member, 'Anneliese set slow mode to a message every 6 hours')
    const left = member.getByText(/you can send again in 5:\d\d:\d\d/)
    await left.waitFor()
    await composer(member).fill('Not yet')
    expect(await sendButton(member).isDisabled()).toBe(true)
    await composer(member).press('Enter')
    await screenshot(member, 'slow-mode')
    await member.emulateMedia({ colorScheme: 'dark' })
    await member.setViewportSize({ width: 390, height: 760 })
    await screenshot(member, 'slow-mode-phone-dark')
    await send(owner, 'I may')
    await send(owner, 'go on')
    await message(member, 'go on').waitFor()
    expect(await composer(member).inputValue()).toBe('Not yet')
    await send(owner, '/slow off')
    await left.waitFor({ state: 'detached' })
    await composer(member).press('Enter')
    await message(owner, 'Not yet').waitFor()
    await send(owner, '/slow 1h')
    await member.getByText(/you can send again in 59:\d\d/).waitFor()
  })

  test('who comes in later sees nothing of before where it is set so, from then on and on a page that is open', async () => {
    const { owner, room, ann } = await orchestra()
    const { person, post } = site().world
    const cid = await person('Cid')
    await post('member.add', { room, users: [cid.user] }, ann.token)
    const late = await site().pageOf(cid)
    await openRoom(late, 'Orchestra')
    await message(late, 'Welcome!').waitFor()
    await pane(owner).getByLabel('Newcomers see').selectOption({ label: 'Only what comes after they join' })
    await notice(late, 'Anneliese let newcomers see only what comes after they join')
    await message(late, 'Welcome!').waitFor({ state: 'detached' })
    await timeline(late).getByText('Earlier messages are for those who were here.').waitFor()
    await message(owner, 'Welcome!').waitFor()
    await screenshot(late, 'newcomer')
    await pane(owner).getByLabel('Newcomers see').scrollIntoViewIfNeeded()
    await screenshot(owner, 'newcomers-settings')
    await pane(owner).getByLabel('Newcomers see').selectOption({ label: 'All earlier messages' })
    await message(late, 'Welcome!').waitFor()
  })

  test('what is older than it is kept goes from the page that is open, and the top of the history says so', async () => {
    const { owner, member, room } = await orchestra()
    await pane(owner).getByLabel('Messages are kept').selectOption({ label: 'For 30 days' })
    await notice(member, 'Anneliese let messages be kept for 30 days')
    await timeline(member).getByText('Messages older than 30 days are removed.').waitFor()
    await pane(owner).getByLabel('Pinned messages').click()
    await notice(member, 'Anneliese let pinned messages stay')
    await timeline(member).getByText('Messages older than 30 days are removed; pinned ones stay.').waitFor()
    await pane(owner).getByLabel('Messages are kept').scrollIntoViewIfNeeded()
    await screenshot(owner, 'keeping')
    await pane(owner).getByLabel('Messages are kept').selectOption({ label: 'For 1 hour' })
    await message(member, 'Thank you').waitFor()
    const { adminUrl } = site().world.environment
    await age(adminUrl, room, 1_000)
    await send(owner, 'A new one')
    await runRetention(adminUrl)
    await message(member, 'Thank you').waitFor({ state: 'detached' })
    await message(member, 'A new one').waitFor()
    await timeline(member).getByText('Messages older than 1 hour are removed; pinned ones stay.').waitFor()
    await screenshot(member, 'removed')
  })

  test('where the owner and admins alone post, others are told so in place of the field, and have it back with what they wrote', async () => {
    const { owner, member } = await orchestra()
    await composer(member).fill('Half a')
    await pane(owner).getByLabel('Who can post').selectOption({ label: 'Owner and admins' })
    await member.getByText('Only the owner and admins can post in this group.').waitFor()
    expect(await composer(member).count()).toBe(0)
    await screenshot(member, 'posting-closed')
    await send(owner, 'An announcement')
    await message(member, 'An announcement').hover()
    expect(await member.getByRole('button', { name: 'Reply', exact: true }).count()).toBe(0)
    await pane(owner).getByLabel('Who can post').selectOption({ label: 'Everybody' })
    await composer(member).waitFor()
    expect(await composer(member).inputValue()).toBe('Half a')
  })
})
