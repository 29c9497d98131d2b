/** Messages made to harm whoever reads them, in a real browser. */
import { hostileTexts, mostDepth, mostPieces } from '@parley/web/testing'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { logIn, message, openRoom, timeline } from './user.ts'

/** What is on the page is what is in view and a little more: here three messages are, however tall one of them is. */
const tall = { viewport: { width: 1200, height: 2_600 } }

const tower = `Z${'\u0301'.repeat(40)}oe`

describeOnPage('with hostile messages', (site) => {
  test('no message holds the page, is taller than a few screens, or covers what is above and below it', async () => {
    const { a, b, room } = await site().pair('Otto', 'Petra')
    const page = await site().pageOf(b, tall)
    await openRoom(page, a.name)
    for (const [place, [name, text]] of Object.entries(hostileTexts).entries()) {
      await site().say(a, room, [`above ${place}`, text, `below ${place}`])
      await message(page, `below ${place}`).waitFor()
      const found = await timeline(page).evaluate((log, mark) => {
        const articles = [...log.querySelectorAll<HTMLElement>('article')]
        const at = articles.findIndex((article) => article.querySelector('.text')?.textContent === mark)
        const [above, hostile, below] = articles.slice(at, at + 3) as [HTMLElement, HTMLElement, HTMLElement]
        const depth = (element: Element): number => 1 + Math.max(0, ...[...element.children].map(depth))
        const text = hostile.querySelector('.text') as HTMLElement
        const own = text.getBoundingClientRect()
        return {
          elements: text.querySelectorAll('*').length,
          depth: depth(text),
          height: own.height,
          sideways: log.scrollWidth - log.clientWidth,
          clips: getComputedStyle(text).overflowX !== 'visible' && getComputedStyle(text).overflowY !== 'visible',
          apart:
            above.getBoundingClientRect().bottom <= own.top + 4 && own.bottom - 4 <= below.getBoundingClientRect().top,
        }
      }, `above ${place}`)
      expect({ name, ...found }).toEqual({
        name,
        elements: expect.toSatisfy((elements: number) => elements <= mostPieces),
        depth: expect.toSatisfy((depth: number) => depth <= mostDepth + 5),
        height: expect.toSatisfy((height: number) => height <= 1_620),
        sideways: 0,
        clips: true,
        apart: true,
      })
    }
    await screenshot(page, 'hostile')
  })

  test.each(['a tower of marks', 'everything from right to left'])(
    '%s leaves the messages beside it as they are',
    async (name) => {
      const { a, b, room } = await site().pair('Otto', 'Petra')
      const page = await site().pageOf(b, tall)
      await openRoom(page, a.name)
      await site().say(a, room, ['above', hostileTexts[name] as string, 'below'])
      await message(page, 'below').waitFor()
      const pictures = () =>
        Promise.all(['above', 'below'].map((text) => message(page, text).last().locator('.text').screenshot()))
      const beside = await pictures()
      await screenshot(page, name.replaceAll(' ', '-'))
      await message(page, 'above')
        .locator('xpath=ancestor::li[1]/following-sibling::li[1]')
        .locator('.text')
        .evaluate((text) => {
          text.style.visibility = 'hidden'
        })
      const alone = await pictures()
      for (const [place, picture] of beside.entries()) expect(picture.equals(alone[place] as Buffer)).toBe(true)
    },
  )

  test('a name from before the rules of names is no tower and turns nothing either', async () => {
    const { b } = await site().pair('Zoe', 'Boris')
    const page = await site().visit()
    await page.routeWebSocket(/\/v1\/socket/, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((frame) =>
        socket.send(String(frame).replaceAll('Zoe', tower).replaceAll('Boris', '\u202eBoris')),
      )
    })
    await page.reload()
    site().complaints()
    await logIn(page, b)
    const list = page.getByRole('navigation', { name: 'Conversations' })
    await list.getByRole('link').waitFor()
    await page.locator('.own-name').getByText('Boris').waitFor()
    const shown = (await page.textContent('body')) ?? ''
    expect(shown).not.toMatch(/\p{M}{9}|[\u202a-\u202e\u2066-\u2069]/u)
  })
})
