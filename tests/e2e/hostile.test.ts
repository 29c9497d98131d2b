/** Messages made to harm whoever reads them, in a real browser. */
import { uuid7 } from '@parley/client'
import { hostileTexts, mostDepth, mostPieces } from '@parley/web/testing'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Person } from '../setup/world.ts'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { logIn, message, openRoom, roomLink, timeline } from './user.ts'

/** What is on the page is what is in view and a little more: here three messages are, however tall one of them is. */
const tall = { viewport: { width: 1200, height: 2_600 } }

const tower = `Z${'\u0301'.repeat(40)}oe`

/** One character that is as wide as a sentence. */
const wide = '\ufdfd'

/** What one sees beyond the edge of what it stands in, by its class. */
const outOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const frames =
      '.room-link, .bubble, .notice, .room-header, .members li, .person-line, .quote, .top, .typists, .composer, .side > header'
    const isCut = (element: Element, frame: Element): boolean => {
      for (let at: Element | null = element; at && at !== frame.parentElement; at = at.parentElement)
        if (getComputedStyle(at).overflowX !== 'visible')
          return at.getBoundingClientRect().right <= frame.getBoundingClientRect().right + 1
      return false
    }
    return [...document.querySelectorAll(frames)].flatMap((frame) => {
      const edge = frame.getBoundingClientRect()
      const walker = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT)
      const found: string[] =
        edge.right > innerWidth + 1 || edge.left < -1 ? [`${frame.className} leaves the page`] : []
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const range = document.createRange()
        range.selectNodeContents(text)
        const own = range.getBoundingClientRect()
        const parent = text.parentElement as Element
        const isOut = own.width > 1 && (own.right > edge.right + 1 || own.left < edge.left - 1)
        if (isOut && !parent.closest('.unseen, .avatar, time') && !isCut(parent, frame))
          found.push(`${parent.className} of ${frame.className}`)
      }
      return found
    })
  })

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

  test.each([
    ['on a desk', { width: 1200, height: 760 }],
    ['on a phone', { width: 360, height: 740 }],
  ])('long and wide names and those that run from right to left stay in their rows, %s', async (place, viewport) => {
    const names = ['W'.repeat(64), wide.repeat(64), '\u05d3\u05df (\u05d0)!']
    const [long, wider, hebrew] = await Promise.all(names.map((name) => site().world.person(name)))
    const people = [long, wider, hebrew] as [Person, Person, Person]
    const members = people.slice(1).map(({ user }) => user)
    const { room } = await site().world.post(
      'room.create',
      { kind: 'group', name: names[1] as string, members },
      people[0].token,
    )
    const [{ seq: first }] = await Promise.all([
      site().world.post('message.send', { room, id: uuid7(), text: `${names[0]} ${wide.repeat(40)}` }, people[0].token),
    ])
    await site().say(people[1], room, [`**${'\u0633\u0644\u0627\u0645'}** _one_ ${tower}`])
    await site().world.post('message.send', { room, id: uuid7(), text: 'yes', reply: first }, people[2].token)
    const page = await site().pageOf(people[2], { viewport })
    await roomLink(page, /./).waitFor()
    expect(await outOf(page)).toEqual([])
    await screenshot(page, `wide-names-list-${viewport.width}`)
    await roomLink(page, /./).click()
    await timeline(page).getByText('yes', { exact: true }).waitFor()
    expect(await outOf(page), place).toEqual([])
    await screenshot(page, `wide-names-${viewport.width}`)
    await page.getByRole('button', { name: /^Members/ }).click()
    await page.getByRole('list', { name: 'Members' }).getByRole('listitem').nth(2).waitFor()
    expect(await outOf(page), place).toEqual([])
    await screenshot(page, `wide-names-members-${viewport.width}`)
    await page.keyboard.press('Escape')
    await page.emulateMedia({ forcedColors: 'active' })
    const border = (what: string) =>
      page
        .locator(what)
        .first()
        .evaluate((one) => getComputedStyle(one).borderTopWidth)
    expect(await border('.bubble')).toBe('1px')
    expect(await border('.own .bubble')).toBe('2px')
    await screenshot(page, `forced-colours-${viewport.width}`)
    await page.emulateMedia({ forcedColors: 'none', colorScheme: 'dark' })
    await screenshot(page, `wide-names-dark-${viewport.width}`)
  })

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
