/** What only a browser has: its own word on the network, and tabs that share a session. */
import { test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { connection, message, online, openRoom, send, shows } from './user.ts'

/** Less than any wait of ours, so that it is the browser's word that was heard. */
const atOnce = { timeout: 4_000 }

describeOnPage('on the way back', (site) => {
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
    await site().closePages()
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
})

const idOf = (number: number): string => `0199d2b8-4c3e-7d21-a5f0-${String(number).padStart(12, '0')}`
