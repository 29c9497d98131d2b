/** Threads beside their conversation. */
import { uuid7 } from '@parley/client'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, message, openRoom, rooms, send, timeline } from './user.ts'

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: 'dark' } as const

const pane = (page: Page) => page.locator('.thread-pane')
const replies = (page: Page) => page.getByRole('log', { name: 'Replies' })
const field = (page: Page) => page.getByRole('textbox', { name: 'Reply in this thread' })
const summary = (page: Page, name: RegExp) => timeline(page).getByRole('link', { name })

const more = (page: Page, text: string) =>
  page
    .locator('.message', { has: page.locator('article', { hasText: text }) })
    .getByRole('button', { name: 'More about this message' })

const act = async (page: Page, text: string, deed: string) => {
  await more(page, text).click()
  await page.getByRole('dialog').getByRole('button', { name: deed }).click()
}

const choose = async (page: Page, item: string) => {
  await pane(page).getByRole('button', { name: 'More about this thread' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

const reply = async (page: Page, text: string) => {
  await field(page).fill(text)
  await field(page).press('Enter')
  await replies(page).getByText(text).waitFor()
}

const patience = { timeout: 15_000 }
const focused = (page: Page) => expect.poll(() => page.evaluate(() => document.activeElement?.textContent), patience)

describeOnPage('in a thread', (site) => {
  test('what one replies is counted at the message and read beside it, also after a reload; Escape and going back close it', async () => {
    const { a, b, room } = await site().pair('Ada', 'Ben')
    await site().say(a, room, ['shall we?', 'and by the way'])
    const [one, other] = await Promise.all([site().pageOf(a), site().pageOf(b)])
    await openRoom(one, b.name)
    await openRoom(other, a.name)
    await act(one, 'shall we?', 'Reply in thread')
    const hasField = () => field(one).evaluate((input) => input === document.activeElement)
    await expect.poll(hasField, patience).toBe(true)
    await reply(one, 'yes')
    await summary(other, /^1 reply.*from Ada/).click()
    await replies(other).getByText('yes').waitFor()
    await reply(other, 'when?')
    await replies(one).getByText('when?').waitFor()
    await summary(one, /^2 replies.*from Ben, you/).waitFor()
    await screenshot(one, 'thread')
    await field(other).fill('half a')
    await other.reload()
    await replies(other).getByText('when?').waitFor()
    expect(await field(other).inputValue()).toBe('half a')
    await act(other, 'when?', 'Delete')
    await other.getByRole('dialog').getByRole('button', { name: 'Yes' }).click()
    for (const page of [one, other]) await summary(page, /^1 reply/).waitFor()
    await field(other).press('Escape')
    await pane(other).waitFor({ state: 'detached' })
    await focused(other).toContain('shall we?')
    await reply(one, 'hello?')
    await summary(other, /1 unread/).waitFor()
    await rooms(other).getByRole('link', { name: 'Threads 1 unread' }).click()
    await screenshot(other, 'threads-followed')
    await other.getByRole('link', { name: /shall we\?.*in Ada.*2 replies/ }).click()
    await replies(other).getByText('hello?').waitFor()
    await expect
      .poll(() =>
        rooms(other)
          .getByRole('link', { name: /unread/ })
          .count(),
      )
      .toBe(0)
    await other.goBack()
    await other.getByRole('heading', { name: 'Threads you follow' }).waitFor()
    await act(one, 'hello?', 'Bookmark')
    await one.getByRole('button', { name: 'Close the thread' }).click()
    await one.getByRole('button', { name: 'Kept for you' }).click()
    await one.getByRole('complementary', { name: 'Kept for you' }).getByRole('button', { name: 'Ada hello?' }).click()
    await focused(one).toContain('hello?')
    await pane(one).waitFor()
    await one.getByRole('button', { name: 'Close what is kept' }).click()
    await act(one, 'shall we?', 'Delete')
    await one.getByRole('dialog').getByRole('button', { name: 'Yes' }).click()
    await timeline(one).getByText('This message was taken back, or you block who wrote it.').waitFor()
    await summary(one, /^2 replies/).waitFor()
  })

  test('that is private, what is unread shows at once on each device of who is in it, and to nobody else', async () => {
    const { post, person } = site().world
    const [ann, bob, cid] = [await person('Ann'), await person('Bob'), await person('Cid')]
    const members = [bob.user, cid.user]
    const { room } = await post('room.create', { kind: 'group', name: 'Studio', members }, ann.token)
    const { seq } = await post('message.send', { room, id: uuid7(), text: 'a plan' }, ann.token)
    const { room: thread } = await post('thread.create', { room, seq, private: true }, ann.token)
    await post('thread.follow', { room: thread, user: bob.user }, ann.token)
    const [one, two, other] = [await site().pageOf(bob), await site().pageOf(bob), await site().pageOf(cid)]
    for (const page of [one, two, other]) await openRoom(page, 'Studio')
    const badge = (page: Page, name: string) => rooms(page).getByRole('link', { name, exact: true })
    await site().say(ann, thread, ['psst'])
    for (const page of [one, two]) await badge(page, 'Threads 1 unread').waitFor()
    await site().say(ann, thread, ['are you there?'])
    for (const page of [one, two]) await badge(page, 'Threads 2 unread').waitFor()
    await badge(one, 'Threads 2 unread').click()
    await one.getByRole('link', { name: /a plan in Studio/ }).click()
    await reply(one, 'yes')
    await badge(two, 'Threads').waitFor()
    expect(
      await rooms(other)
        .getByRole('link', { name: /Threads/ })
        .count(),
    ).toBe(0)
    expect(await other.getByText(/reply|replies/).count()).toBe(0)
  })

  test('that is locked nobody else writes, on a phone too; one that is archived is brought back by a message, and found in the list', async () => {
    const [ann, bob] = [await site().world.person('Ann'), await site().world.person('Bob')]
    const world = site().world
    const { room } = await world.post('room.create', { kind: 'group', name: 'Kitchen', members: [bob.user] }, ann.token)
    await site().say(ann, room, ['who cooks?'])
    const [page, small] = [await site().pageOf(ann), await site().pageOf(bob, phone)]
    await openRoom(page, 'Kitchen')
    await openRoom(small, 'Kitchen')
    await act(small, 'who cooks?', 'Reply in thread')
    await reply(small, 'not me')
    await screenshot(small, 'phone-thread')
    await summary(page, /^1 reply/).click()
    await field(page).pressSequentially('hm')
    await pane(small).getByText('Ann is typing…', { exact: true }).waitFor()
    await field(page).fill('')
    await choose(page, 'Name and time…')
    await page.getByRole('textbox', { name: 'Name' }).fill('Cooking')
    await screenshot(page, 'thread-settings')
    await page.getByRole('button', { name: 'Save' }).click()
    await small.getByRole('heading', { name: 'Cooking' }).waitFor()
    await choose(page, 'Lock')
    await pane(small).getByText('This thread is locked.').waitFor()
    expect(await field(small).count()).toBe(0)
    await screenshot(small, 'phone-thread-locked')
    await choose(page, 'Unlock')
    await choose(page, 'Archive')
    await pane(small).getByText('Archived: a message brings it back.').waitFor()
    await page.getByRole('button', { name: 'Close the thread' }).click()
    await page.getByRole('button', { name: 'Threads', exact: true }).click()
    await page.getByRole('button', { name: 'Show archived threads' }).click()
    await page
      .getByRole('region', { name: 'Archived threads' })
      .getByRole('link', { name: /Cooking/ })
      .waitFor()
    await screenshot(page, 'threads-of-a-room')
    await reply(small, 'well then')
    await page
      .getByRole('region', { name: 'Threads', exact: true })
      .getByRole('link', { name: /Cooking/ })
      .click()
    await replies(page).getByText('well then').waitFor()
    await send(page, 'meanwhile, here')
    await message(page, 'meanwhile, here').waitFor()
    expect(await composer(page).count()).toBe(1)
    await expect.poll(() => small.title(), patience).toBe('(1) Parley')
    await small.getByRole('button', { name: 'Close the thread' }).click()
    await expect.poll(() => small.title(), patience).toBe('Parley')
  })
})
