/** What a browser keeps of what one has written, and what is done where it keeps nothing. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, connection, logIn, message, online, openRoom, rooms, send, shows } from './user.ts'

const logOut = (page: Page) => page.getByRole('button', { name: 'Log out' }).click()

const logInForm = (page: Page) => page.getByRole('form', { name: 'Log in' })

const stored = (page: Page) => page.evaluate(() => ({ ...localStorage }))

/** A browser in which a page may keep nothing, in each way that there is. */
const keepNothing = () => {
  const refuse = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
    Object.defineProperty(globalThis, name, { get: refuse, configurable: true })
  Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })
}

describeOnPage('with what a browser keeps', (site) => {
  test('a draft is there after a reload, by room, until it is sent', async () => {
    const { a, b } = await site().pair('Ines', 'Juri')
    const page = await site().pageOf(a)
    await openRoom(page, b.name)
    await composer(page).fill('not quite finished')
    await page.reload()
    await openRoom(page, b.name)
    await expect.poll(() => composer(page).inputValue()).toBe('not quite finished')
    await composer(page).press('Enter')
    await shows(page, ['not quite finished'])
    await page.reload()
    await openRoom(page, b.name)
    expect(await composer(page).inputValue()).toBe('')
    await expect.poll(() => stored(page)).toEqual({})
  })

  test('whoever logs out leaves no draft on the computer, and finds it again on the next one', async () => {
    const { a, b } = await site().pair('Kira', 'Levi')
    const page = await site().pageOf(a)
    await openRoom(page, b.name)
    await composer(page).fill('for nobody else')
    await logOut(page)
    await logInForm(page).waitFor()
    expect(await stored(page)).toEqual({})
    await logIn(page, a)
    await openRoom(page, b.name)
    await expect.poll(() => composer(page).inputValue()).toBe('for nobody else')
  })

  test('whoever logs out is asked about drafts that no server has', async () => {
    const { a, b } = await site().pair('Kora', 'Luis')
    const page = await site().pageOf(a)
    await openRoom(page, b.name)
    await composer(page).fill('x'.repeat(4_100))
    await logOut(page)
    const question = page.getByRole('dialog', { name: 'Log out?' })
    await question.getByText('One draft is kept on this computer alone').waitFor()
    await screenshot(page, 'log-out-with-a-draft')
    await question.getByRole('button', { name: 'Stay' }).click()
    expect((await composer(page).inputValue()).length).toBe(4_100)
    await logOut(page)
    await question.getByRole('button', { name: 'Discard and log out' }).click()
    await logInForm(page).waitFor()
    expect(await stored(page)).toEqual({})
  })

  test('a session that ends by itself takes no draft with it', async () => {
    const { a, b } = await site().pair('Mila', 'Noah')
    const page = await site().pageOf(a)
    await openRoom(page, b.name)
    await composer(page).fill('I was about to say')
    await page.context().clearCookies()
    await page.reload()
    await logInForm(page).waitFor()
    site().complaints()
    await logIn(page, a)
    await openRoom(page, b.name)
    await expect.poll(() => composer(page).inputValue()).toBe('I was about to say')
  })

  test('what is written before a conversation has loaded is in view at once, and so is what comes then', async () => {
    const { a, b, room } = await site().pair('Otis', 'Pola')
    await site().say(b, room, ['from before'])
    const page = await site().visit()
    await page.routeWebSocket(/\/v1\/socket/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((frame) => {
        if (!/"do":"room\.(history|get)"/.test(String(frame))) server.send(frame)
      })
    })
    await page.reload()
    site().complaints()
    await logIn(page, a)
    await openRoom(page, b.name)
    await page.getByText('Loading…').waitFor()
    await send(page, 'written meanwhile')
    await message(page, 'written meanwhile').waitFor()
    await screenshot(page, 'written-before-loaded')
    await page.close()
    const later = await page.context().newPage()
    await later.goto(site().world.url)
    await openRoom(later, b.name)
    await shows(later, ['from before', 'written meanwhile'])
  })

  test('where the browser keeps nothing, the page works and says what it cannot keep', async () => {
    const { a, b } = await site().pair('Rosa', 'Silas')
    const page = await site().visit({}, 'about:blank')
    await page.addInitScript(keepNothing)
    await page.goto(site().world.url)
    await logIn(page, a)
    await page.getByText('This browser keeps nothing for Parley').waitFor()
    await openRoom(page, b.name)
    await composer(page).fill('a draft')
    await page.evaluate(() => {
      location.hash = '#/'
    })
    await composer(page).waitFor({ state: 'detached' })
    await openRoom(page, b.name)
    expect(await composer(page).inputValue()).toBe('a draft')
    await screenshot(page, 'nothing-kept')
    await composer(page).press('Enter')
    await shows(page, ['a draft'])
    await page.reload()
    await online(page)
    await logOut(page)
    await logInForm(page).waitFor()
  })

  test('where the browser keeps no cookie either, one is logged in as long as the page is open', async () => {
    const { a, b } = await site().pair('Theo', 'Ulla')
    const page = await site().visit({}, 'about:blank')
    await page.addInitScript(keepNothing)
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false }))
    await page.goto(site().world.url)
    await logIn(page, a)
    await page.getByText('you have to log in again').waitFor()
    expect(await page.context().cookies()).toEqual([])
    await openRoom(page, b.name)
    await send(page, 'here all the same')
    await shows(page, ['here all the same'])
    await logOut(page)
    await logInForm(page).waitFor()
  })

  test('a fault of the page is not told as one of the network, and nobody is logged out by it', async () => {
    const page = await site().pageOf(await site().world.person('Wanda'))
    const tab = await page.context().newPage()
    await tab.addInitScript(() => {
      AbortSignal.timeout = () => {
        throw new TypeError('no timer to be had')
      }
    })
    await tab.goto(site().world.url)
    await tab.getByRole('alert').getByText('no timer to be had').first().waitFor()
    expect(await tab.textContent('body')).not.toMatch(/cannot be reached/)
    expect(await logInForm(tab).count()).toBe(0)
    await page.reload()
    await online(page)
    await site().closePages()
    site().complaints()
  })

  test('a server that is away is told as such', async () => {
    const page = await site().visit()
    await logInForm(page).waitFor()
    await site().stopGateway()
    await page.getByLabel('Username').fill('somebody')
    await page.getByLabel('Password').fill('correct horse')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor()
    await site().startGateway()
    expect((await rooms(page).count()) + (await connection(page).count())).toBe(0)
  })
})
