/** What people keep for themselves and for later, and polls. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, message, openRoom, send } from './user.ts'

const kept = async (page: Page) => {
  await page.getByRole('button', { name: 'Kept for you' }).click()
  return page.getByRole('dialog', { name: 'Kept for you' })
}

describeOnPage('with what is for later', (site) => {
  test('a poll is asked behind a slash, voted in by keyboard, and closed by who asked it, for all to see', async () => {
    const { a, page } = await site().reader(['Ann', 'Bob'], ['Hello'])
    const asking = await site().pageOf(a)
    await openRoom(asking, 'Bob')
    await send(asking, '/poll Where to? | Pizza 🍕 | سوشي')
    const answer = (on: Page, name: string) => on.getByRole('button', { name: new RegExp(name) })
    await answer(page, 'Pizza').focus()
    await page.keyboard.press('Enter')
    for (const on of [page, asking]) await answer(on, 'Pizza 🍕 1 vote').waitFor()
    await answer(page, 'سوشي').focus()
    await page.keyboard.press('Space')
    await answer(asking, 'سوشي 1 vote').waitFor()
    expect(await answer(page, 'سوشي').getAttribute('aria-pressed')).toBe('true')
    await screenshot(page, 'poll')
    expect(await page.getByRole('button', { name: 'Close the poll' }).count()).toBe(0)
    await asking.getByRole('button', { name: 'Close the poll' }).click()
    await page.getByText('closed').waitFor()
    expect(await answer(page, 'Pizza').isDisabled()).toBe(true)
  })

  test('bookmarks, reminders and messages for later are in one list, and a message may be sent for a while', async () => {
    const { page } = await site().reader(['Ann', 'Bob'], ['Call me'])
    await page.getByRole('button', { name: 'More about this message' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Bookmark' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await composer(page).fill('See you later')
    await page.getByRole('button', { name: 'Send in another way' }).click()
    await screenshot(page, 'send-later')
    await page.getByRole('button', { name: 'In an hour' }).click()
    await page.getByText('It will be sent.').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => composer(page).inputValue()).toBe('')
    await send(page, '/remind 1d tea')
    const list = await kept(page)
    for (const text of ['See you later', 'tea', 'Call me']) await list.getByText(text).waitFor()
    await screenshot(page, 'kept')
    await list.getByRole('button', { name: 'Do not send' }).click()
    await list.getByText('Nothing is to be sent later.').waitFor()
    await page.keyboard.press('Escape')
    await composer(page).fill('Not for long')
    await page.getByRole('button', { name: 'Send in another way' }).click()
    await page.getByRole('button', { name: 'an hour', exact: true }).click()
    await message(page, 'Not for long').getByText('expires').waitFor()
  })
})
