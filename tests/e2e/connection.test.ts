import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, connection, message, online, openRoom, rooms, send, shows } from './user.ts'

/** As browsers do it: each text stands in an element of theirs, and the page's own text is gone. */
const translate = (page: Page): Promise<void> =>
  connection(page).evaluate((line) => {
    for (const element of [...line.querySelectorAll('span')].filter(({ textContent }) => textContent)) {
      const font = document.createElement('font')
      font.textContent = `${element.textContent} (translated)`
      element.replaceChildren(font)
    }
  })

describeOnPage('without a connection', (site) => {
  test('what is written goes out when it is back, exactly once and in order', async () => {
    const [ann, bob] = await Promise.all([site().world.person('Ann'), site().world.person('Bob')])
    await site().world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
    const [a, b] = await Promise.all([site().pageOf(ann), site().pageOf(bob)])
    await openRoom(a, 'Bob')
    await openRoom(b, 'Ann')
    await send(a, 'before')
    await shows(b, ['before'])

    await translate(a)
    await site().stopGateway()
    await Promise.all([a, b].map((page) => connection(page).getByText('Offline').waitFor()))
    await send(a, 'meanwhile')
    await send(a, 'and more')
    await message(a, 'and more').waitFor()
    expect(await a.getByText('Sending…').count()).toBe(2)
    await screenshot(a, 'offline')
    await composer(b).fill('not sent off yet')

    await site().startGateway()
    // It may have come back by itself by then.
    const tried = connection(a).getByRole('button', { name: 'Try now' }).click()
    await Promise.race([tried.catch(() => {}), online(a)])
    await Promise.all([a, b].map(online))
    await shows(b, ['before', 'meanwhile', 'and more'])
    await a.getByText('Sending…').first().waitFor({ state: 'detached' })
    await shows(a, ['before', 'meanwhile', 'and more'])
    expect(await composer(b).inputValue()).toBe('not sent off yet')
    await b.reload()
    await shows(b, ['before', 'meanwhile', 'and more'])
  })

  test('a reload does not lose what is written, and what a group one was removed from refuses can be dropped', async () => {
    const [cid, dora] = await Promise.all([site().world.person('Cid'), site().world.person('Dora')])
    const { room } = await site().world.post(
      'room.create',
      { kind: 'group', name: 'Choir', members: [dora.user] },
      cid.token,
    )
    const page = await site().pageOf(dora)
    await openRoom(page, 'Choir')
    await site().stopGateway()
    await connection(page).getByText('Offline').waitFor()
    await send(page, 'too late')
    await message(page, 'too late').waitFor()
    await page.close()
    await site().startGateway()
    await site().world.post('member.remove', { room, user: dora.user }, cid.token)

    const later = await page.context().newPage()
    await later.goto(site().world.url)
    const undelivered = later.getByRole('region', { name: 'Messages that were not delivered' })
    await undelivered.getByText('too late').waitFor()
    expect(await rooms(later).getByRole('link').count()).toBe(0)
    await screenshot(later, 'stranded')
    await undelivered.getByRole('button', { name: 'Dismiss' }).click()
    await undelivered.waitFor({ state: 'detached' })
    await later.reload()
    await online(later)
    expect(await later.evaluate(() => ({ ...localStorage }))).toEqual({})
  })
})
