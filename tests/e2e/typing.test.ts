import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, openRoom, send, shows, timeline } from './user.ts'

const line = (page: Page) => page.locator('.typists > p').first()
const aloud = (page: Page) => page.locator('.typists > [aria-live="polite"]')
const reads = (page: Page, text: string) => expect.poll(() => line(page).textContent(), { timeout: 10_000 }).toBe(text)
const begins = (page: Page) => composer(page).pressSequentially('Hm')
const placeOf = async (page: Page) =>
  JSON.stringify([await composer(page).boundingBox(), await timeline(page).boundingBox()])

describeOnPage('while others type', (site) => {
  test('one sees who it is, until their message comes, and nothing moves', async () => {
    const { a, b } = await site().pair('Ada', 'Ben')
    const [ada, ben] = [await site().pageOf(a), await site().pageOf(b)]
    await openRoom(ada, 'Ben')
    await openRoom(ben, 'Ada')
    const place = await placeOf(ben)
    expect(await line(ben).textContent()).toBe('')
    await begins(ada)
    await reads(ben, 'Ada is typing…')
    expect(await aloud(ben).textContent()).toBe('Ada is typing')
    expect(await placeOf(ben)).toBe(place)
    expect(await line(ada).textContent()).toBe('')
    await screenshot(ben, 'typing')
    await composer(ada).fill('かん')
    await composer(ada).evaluate((field) => {
      const ended = new CompositionEvent('compositionend', { bubbles: true, data: 'かん' })
      const key = new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true })
      for (const told of [ended, key]) field.dispatchEvent(told) // as Safari has them
    })
    expect(await composer(ada).inputValue()).toBe('かん')
    await send(ada, 'Well')
    await shows(ben, ['Well'])
    expect(await line(ben).textContent()).toBe('')
    expect(await aloud(ben).textContent()).toBe('')
  })

  test('one sees nothing more of who closes the page', async () => {
    const { a, b } = await site().pair('Cleo', 'Dan')
    const [cleo, dan] = [await site().pageOf(a), await site().pageOf(b)]
    await openRoom(cleo, 'Dan')
    await openRoom(dan, 'Cleo')
    await begins(cleo)
    await reads(dan, 'Cleo is typing…')
    await cleo.close()
    await expect.poll(() => line(dan).textContent(), { timeout: 8_000 }).toBe('')
  })

  test('two are named in their own direction and one after the other, of more it says that they are several, and this is not read aloud each time', async () => {
    const names = ['Reader', 'עדה', 'Bob', 'Cid']
    const [reader, ...others] = await Promise.all(names.map((name) => site().world.person(name)))
    const members = others.map(({ user }) => user)
    const { room } = await site().world.post('room.create', { kind: 'group', name: 'Choir', members }, reader?.token)
    const page = await site().pageOf(reader as NonNullable<typeof reader>)
    await openRoom(page, 'Choir')
    const says = ['עדה is typing…', 'עדה and Bob are typing…', 'Several people are typing…']
    const clients = []
    for (const [place, person] of others.entries()) {
      const client = await site().world.connect(person)
      clients.push(client)
      await client.call('typing.start', { room })
      await reads(page, says[place] as string)
      expect(await aloud(page).textContent()).toBe('עדה is typing')
      const boxes = await page
        .locator('.typists bdi')
        .evaluateAll((all) => all.map((name) => name.getBoundingClientRect().left))
      expect(boxes).toEqual(boxes.toSorted((one, other) => one - other))
    }
    for (const client of clients) await client[Symbol.asyncDispose]()
    await reads(page, '')
  })
})
