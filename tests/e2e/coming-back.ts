/** What only a browser has: its own word on the network, tabs that share a session, storage that it may refuse. */
import { expect, test } from 'vitest'
import type { Site } from './site.ts'
import { connection, logIn, message, online, openRoom, send, shows } from './user.ts'

/** Less than any wait of ours, so that it is the browser's word that was heard. */
const atOnce = { timeout: 4_000 }

export const comingBackTests = (site: () => Site): void => {
  test('the network goes and comes as the browser says, and both show at once', async () => {
    const [ann, bob] = await Promise.all([site().world.person('Ann'), site().world.person('Bob')])
    const { room } = await site().world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
    const page = await site().pageOf(ann)
    await openRoom(page, 'Bob')
    await page.context().setOffline(true)
    await connection(page)
      .getByText(/Offline|Connecting/)
      .waitFor(atOnce)
    await send(page, 'written meanwhile')
    await message(page, 'written meanwhile').waitFor()
    await site().world.post('message.send', { room, id: idOf(1), text: 'from elsewhere' }, bob.token)
    await page.context().setOffline(false)
    await connection(page).getByText('Online').waitFor(atOnce)
    await shows(page, ['from elsewhere', 'written meanwhile'])
    site().complaints() // of requests that did not get through, as they should not
  })

  test('a tab that is frozen in the middle of a refresh does not hold up the others', async () => {
    const ann = await site().world.person('Ann')
    const page = await site().pageOf(ann)
    const frozen = await page.context().newPage()
    await frozen.goto(site().world.url)
    await online(frozen)
    await frozen.evaluate(() => {
      navigator.locks.request('parley session.refresh', () => new Promise(() => {})).catch(() => {}) // it is taken away
    })
    await page.reload()
    await online(page)
    const another = await page.context().newPage()
    await another.goto(site().world.url)
    await online(another)
  })

  test('a browser that keeps nothing lets people log in and write all the same', async () => {
    const [ann, bob] = await Promise.all([site().world.person('Ann'), site().world.person('Bob')])
    await site().world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
    const page = await site().visit()
    await page.addInitScript(() => {
      const refuse = () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError')
      }
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(globalThis, name, { configurable: true, get: refuse })
    })
    await page.reload()
    await logIn(page, ann)
    await openRoom(page, 'Bob')
    await send(page, 'hello')
    await shows(page, ['hello'])
    expect(site().complaints().join()).toContain('Access is denied')
  })
}

const idOf = (number: number): string => `0199d2b8-4c3e-7d21-a5f0-${String(number).padStart(12, '0')}`
