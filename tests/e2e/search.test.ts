/** Looking for what was said, and going there. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { composer, roomLink, send, timeline } from './user.ts'

const field = (page: Page) => page.getByRole('searchbox', { name: 'Search messages' })
const hits = (page: Page) => page.getByRole('list', { name: 'Messages found' }).getByRole('link')
const inView = (page: Page, text: string) =>
  timeline(page).evaluate((log, wanted) => {
    const found = [...log.querySelectorAll('.text')].find(({ textContent }) => textContent === wanted)
    const [own, frame] = [found?.getBoundingClientRect(), log.getBoundingClientRect()]
    return own !== undefined && own.top >= frame.top && own.bottom <= frame.bottom
  }, text)

describeOnPage('who looks for something', (site) => {
  const said = Array.from({ length: 300 }, (_, place) => (place === 20 ? 'the needle is here' : `message ${place}`))

  test('finds it by keyboard, comes to it far back, goes on from there, and back to the newest', async () => {
    const { page } = await site().reader(['Gerd', 'Hilde'], said)
    await page.keyboard.press('Control+Shift+f')
    await expect.poll(() => field(page).evaluate((own) => own === document.activeElement)).toBe(true)
    await page.keyboard.type('needle from:Gerd')
    await page.keyboard.press('Enter')
    await page.getByText('1 message found').waitFor()
    expect(await hits(page).locator('mark').allTextContents()).toEqual(['needle'])
    await hits(page).first().focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => inView(page, 'the needle is here')).toBe(true)
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.target') !== null)).toBe(true)
    expect(await page.locator('.target').textContent()).toContain('the needle is here')
    const goOn = async () => {
      await timeline(page).evaluate((log) => {
        log.scrollTop += log.clientHeight / 2
      })
      return inView(page, 'message 90')
    }
    await expect.poll(goOn, { timeout: 20_000 }).toBe(true)
    await page.getByRole('button', { name: 'To the newest' }).click()
    await expect.poll(() => inView(page, 'message 299')).toBe(true)
    await page.keyboard.press('Control+Shift+f')
    await page.keyboard.press('Escape')
    expect(await field(page).count()).toBe(0)
  })

  test('goes to rooms, commands and settings by keyboard alone, and gives a shortcut other keys', async () => {
    const ann = await site().world.person('Ann')
    for (const name of ['Choir of the valley', 'Band', 'Valley hikes'])
      await site().world.post('room.create', { kind: 'group', name, members: [] }, ann.token)
    const page = await site().pageOf(ann)
    await roomLink(page, 'Band').waitFor()
    const palette = page.getByRole('combobox', { name: 'A room, a person, a command or a setting' })
    const chosen = () => page.getByRole('option', { selected: true })
    const goTo = async (text: string) => {
      await page.keyboard.press('Control+k')
      await palette.waitFor()
      await page.keyboard.type(text)
    }
    await goTo('val')
    await expect
      .poll(() => page.getByRole('group', { name: 'Rooms' }).getByRole('option').allTextContents())
      .toEqual(['Valley hikes', 'Choir of the valley'])
    for (const key of ['ArrowDown', 'ArrowUp', 'ArrowDown']) await page.keyboard.press(key)
    expect(await chosen().textContent()).toBe('Choir of the valley')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Choir of the valley', exact: true }).waitFor()
    expect(await palette.count()).toBe(0)
    await goTo('kept')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Kept for you' }).waitFor()
    await page.keyboard.press('Alt+ArrowUp')
    await page.getByRole('heading', { name: 'Band', exact: true }).waitFor()
    await goTo('appear')
    await page.keyboard.press('Enter')
    await page.getByLabel('Colours').selectOption('dark')
    expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe('dark')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('look-scheme')
    await page.keyboard.press('Escape')

    await goTo('keyboard')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Change: Go to a room' }).press('Enter')
    await page.keyboard.press('Control+,')
    await page.getByText('Ctrl , is taken: Your settings.').waitFor()
    await page.keyboard.press('Control+p')
    await page.keyboard.press('Escape')
    await page.reload()
    await roomLink(page, 'Band').waitFor()
    expect(await page.evaluate(() => document.documentElement.dataset.scheme)).toBe('dark')
    await page.keyboard.press('Control+p')
    await palette.waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('F6')
    const isIn = (place: string) => page.evaluate((own) => document.activeElement?.closest(own) !== null, place)
    expect(await isIn('.rail')).toBe(true)
    await page.keyboard.press('F6')
    expect(await isIn('.rooms')).toBe(true)
  })

  test('is told what of a search cannot be meant, and that there is nothing', async () => {
    const { page } = await site().reader(['Ines', 'Jost'], said)
    await page.getByRole('button', { name: 'Search in this conversation' }).click()
    for (const [text, answer] of [
      ['before:yesterday x', 'before: needs a day such as 2026-11-29'],
      ['from:Nobodyatall x', 'Nobody is called Nobodyatall.'],
      ['***', 'There is nothing to look for'],
      ['in:here nowhere', 'Nothing found.'],
    ] as const) {
      await field(page).fill(text)
      await page.keyboard.press('Enter')
      await page.getByText(answer).waitFor()
    }
  })

  test('opens a link to one message and is there, and what they send brings them to the newest', async () => {
    const { page } = await site().reader(['Kuno', 'Lea'], said)
    await page.evaluate(() => {
      location.hash = `${location.hash}/40`
    })
    await page.locator('.target').waitFor()
    expect(await page.locator('.target').textContent()).toMatch(/message 3\d/)
    await composer(page).waitFor()
    await send(page, 'I have read it')
    await expect.poll(() => inView(page, 'I have read it')).toBe(true)
  })
})
