/** Mentioning people, and being mentioned. */
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { composer, openRoom, roomLink, send, timeline } from './user.ts'

describeOnPage('who mentions somebody', (site) => {
  test('completes the name by keyboard, and the other finds it in the list, the title and the text, by name', async () => {
    const { a, b, room } = await site().pair('Karla', 'Lev (א)')
    const [page, other] = [await site().pageOf(a), await site().pageOf(b)]
    await openRoom(page, b.name)
    await composer(page).pressSequentially('look, @le')
    await page.getByRole('list', { name: /^Members/ }).waitFor()
    await page.keyboard.press('Tab')
    expect(await composer(page).inputValue()).toBe(`look, @${b.name} `)
    await page.keyboard.press('Enter')
    await timeline(page).locator('.mention', { hasText: b.name }).waitFor()
    await roomLink(other, /1 mentions you/).waitFor()
    expect(await other.title()).toBe('(1) Parley')
    await site().say(a, room, ['and one more'])
    await expect.poll(() => other.title()).toBe('(2) Parley')
    await openRoom(other, a.name)
    await timeline(other)
      .locator('.mention.mine', { hasText: `@${b.name}` })
      .waitFor()
    await expect.poll(() => roomLink(other, /mentions you/).count()).toBe(0)
    await expect.poll(() => other.title()).toBe('Parley')

    await other.keyboard.press('Control+Shift+f')
    await other.keyboard.type('mentions:me -mentions:Karla')
    await other.keyboard.press('Enter')
    await other.getByText('1 message found').waitFor()

    await composer(page).press('ArrowUp')
    const editor = page.getByRole('textbox', { name: 'Your message' })
    await expect.poll(() => editor.count()).toBe(1)
    await page.keyboard.press('Escape')
  })

  test('sends silently, in a tone and below a subject, and shows raw ids of nobody as a neutral word', async () => {
    const { page } = await site().reader(['Mona', 'Nils'], ['hello'])
    await send(page, '/silent psst')
    await send(page, '/tone srs truly')
    await composer(page).fill('/subject Lunch\nat noon')
    await page.keyboard.press('Enter')
    await timeline(page).getByText('at noon').waitFor()
    const bylines = await timeline(page).locator('.byline').allInnerTexts()
    expect(bylines.join()).toMatch(/silent[\s\S]*serious/)
    expect(await timeline(page).locator('.heading').allInnerTexts()).toEqual(['Lunch'])
    await send(page, 'raw <@0199a7c0-7b0e-7cc3-8f3a-0123456789ab> and more')
    await timeline(page).getByText('raw @Somebody and').waitFor()
    await send(page, '<@'.repeat(2_000))
    await timeline(page).getByText('<@<@<@').waitFor()
    expect(await timeline(page).locator('.mention').count()).toBe(0)
  })
})
