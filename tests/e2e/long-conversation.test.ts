/** A conversation of which only what is in view is on the page: what one has of it, however one reads. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { message, openRoom, send, timeline } from './user.ts'

const articles = (page: Page) => timeline(page).getByRole('article').count()

/** Up by screens until something is in view. */
const scrollUpTo = (page: Page, text: string): Promise<void> =>
  timeline(page).evaluate(async (log, wanted) => {
    const isThere = () => [...log.querySelectorAll('.text')].some(({ textContent }) => textContent === wanted)
    const until = performance.now() + 15_000
    while (!isThere() && performance.now() < until) {
      log.scrollTop -= log.clientHeight / 2
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
  }, text)

/** As the list says it of the open conversation. */
const unreadIn = async (page: Page): Promise<number> =>
  Number((await page.locator('.room-link[aria-current] .badge').allTextContents()).join('').replace(' unread', ''))

const inView = (page: Page, text: string): Promise<boolean> =>
  timeline(page).evaluate((log, wanted) => {
    const found = [...log.querySelectorAll('.text, .unread-mark')].find(({ textContent }) => textContent === wanted)
    const [own, frame] = [found?.getBoundingClientRect(), log.getBoundingClientRect()]
    return own !== undefined && own.top >= frame.top && own.bottom <= frame.bottom
  }, text)

/** A browser that is driven says of each page that it has the focus. */
const lookElsewhere = (page: Page): Promise<void> =>
  page.evaluate(() => {
    document.hasFocus = () => false
    dispatchEvent(new Event('blur'))
  })

const lookHere = (page: Page): Promise<void> =>
  page.evaluate(() => {
    document.hasFocus = () => true
    dispatchEvent(new Event('focus'))
  })

/** What is told to those who hear the page, as it came. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const region = target instanceof Element && target.closest('[aria-live], [role=alert], [role=log]')
        const isLive = region && region.getAttribute('aria-live') !== 'off'
        for (const { textContent } of addedNodes) if (isLive && textContent) heard.push(textContent)
      }
    }).observe(document.body, { childList: true, subtree: true })
  })

const heard = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...(window as unknown as { heard: string[] }).heard])

describeOnPage('in a long conversation', (site) => {
  const said = Array.from({ length: 200 }, (_, place) =>
    place === 190 ? '[the plan](https://example.org)' : `message ${place}`,
  )

  test('no more is on the page than what is in view and a little around it', async () => {
    const { page } = await site().reader(['Abel', 'Bea'], said)
    for (const text of ['message 120', 'message 60', 'message 0']) {
      await scrollUpTo(page, text)
      await message(page, text).first().waitFor()
      expect(await articles(page)).toBeLessThan(80)
    }
    await page.getByText('This is the beginning.').waitFor()
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await articles(page)).toBe(said.length)
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(said.length * 20)
    await screenshot(page, 'printed')
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await page.emulateMedia({ media: null })
    await page.getByRole('button', { name: 'To the newest' }).click()
    await message(page, 'message 199').waitFor()
    expect(await articles(page)).toBeLessThan(80)
  })

  test('what has the focus keeps it, however far one scrolls, and the keyboard goes on from there', async () => {
    const { page } = await site().reader(['Cora', 'Dag'], said)
    const link = timeline(page).getByRole('link', { name: 'the plan' })
    await link.focus()
    await scrollUpTo(page, 'message 60')
    await message(page, 'message 60').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^the plan/)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe('More about this message')
  })

  test('who hears the page is told what comes and what was not sent, and nothing by scrolling', async () => {
    const { a, room, page } = await site().reader(['Ebba', 'Falk'], said)
    await listen(page)
    await site().say(a, room, ['Is **anybody** here?'])
    await expect.poll(() => heard(page)).toEqual(['Ebba: Is anybody here?'])
    await scrollUpTo(page, 'message 100')
    await message(page, 'message 100').first().waitFor()
    await page.getByRole('button', { name: 'To the newest' }).click()
    await message(page, 'Is anybody here?').waitFor()
    await send(page, 'I am')
    await message(page, 'I am').waitFor()
    expect(await heard(page)).toEqual(['Ebba: Is anybody here?'])
  })

  test('it opens where unread messages begin; what was in view is read and no more, and so after a reload', async () => {
    const { a, b, room } = await site().pair('Ilse', 'Jan')
    await site().say(a, room, said)
    const page = await site().pageOf(b)
    await openRoom(page, 'Ilse')
    await message(page, 'message 0').first().waitFor()
    await expect.poll(() => unreadIn(page)).toBeLessThan(200)
    const left = await unreadIn(page)
    expect(left).toBeGreaterThan(150)
    await page.reload()
    await message(page, `message ${200 - left}`)
      .first()
      .waitFor()
    expect(await inView(page, 'New')).toBe(true)
    expect(await unreadIn(page)).toBeGreaterThan(130)
    await page.getByRole('button', { name: /new messages/ }).click()
    await message(page, 'message 199').waitFor()
    await expect.poll(() => unreadIn(page)).toBe(0)
    await page.getByRole('button', { name: 'To the first unread' }).waitFor({ state: 'detached' })
  })

  test('nothing is read that comes while one looks elsewhere, or after one has marked it unread', async () => {
    const { a, room, page } = await site().reader(['Kaj', 'Lea'], said)
    await lookElsewhere(page)
    const news = said.slice(0, 60).map((_, place) => `news ${place}`)
    await site().say(a, room, news)
    await expect.poll(() => unreadIn(page)).toBe(60)
    await page.getByRole('button', { name: '60 new messages' }).waitFor()
    expect(await inView(page, 'New')).toBe(true)
    expect(await inView(page, 'news 0')).toBe(true)
    await lookHere(page)
    await expect.poll(() => unreadIn(page)).toBeLessThan(60)
    expect(await unreadIn(page)).toBeGreaterThan(20)
    await page.getByRole('button', { name: /new messages/ }).click()
    await expect.poll(() => unreadIn(page)).toBe(0)
    await message(page, 'news 58').getByRole('link').first().waitFor()
    await page.locator('.message-line', { hasText: 'news 58' }).getByRole('button', { name: /^More/ }).click()
    await page.getByRole('button', { name: 'Mark unread from here' }).click()
    await expect.poll(() => unreadIn(page)).toBe(2)
    await site().say(a, room, ['one more'])
    await expect.poll(() => unreadIn(page)).toBe(3)
    expect(await inView(page, 'New')).toBe(true)
  })

  test('at the end one stays there, whatever comes and however tall it is, and whatever the window does', async () => {
    const { a, room, page } = await site().reader(['Gero', 'Hedi'], said)
    const isAtEnd = () => timeline(page).evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight <= 2)
    await site().say(a, room, ['a line', 'line after line\n'.repeat(40), 'the last'])
    await message(page, 'the last').waitFor()
    await expect.poll(isAtEnd).toBe(true)
    for (const size of [
      { width: 495, height: 600 },
      { width: 1200, height: 300 },
      { width: 1200, height: 760 },
    ]) {
      await page.setViewportSize(size)
      await expect.poll(isAtEnd).toBe(true)
      await message(page, 'the last').waitFor()
      expect(await timeline(page).evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0)
    }
  })
})
