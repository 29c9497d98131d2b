import { randomUUID } from 'node:crypto'
import { uuid7 } from '@parley/client'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { type Person, password } from '../setup/world.ts'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import {
  composer,
  logIn,
  message,
  online,
  openRoom,
  roomLink,
  rooms,
  send,
  shows,
  signUp,
  startWith,
  texts,
  timeline,
} from './user.ts'

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: 'dark' } as const

const stranger = (name: string) => ({ name, username: `u${randomUUID().slice(0, 18)}` })

describeOnPage('in a conversation', (site) => {
  /** Two people with a conversation, in which the first has said the texts. */
  const pair = async (names: [string, string], said: string[] = []) => {
    const found = await site().pair(...names)
    await say(found.a, found.room, said)
    return found
  }

  const say = (person: Person, room: string, said: string[]) => site().say(person, room, said)

  test('two people sign up, find each other by name and talk, and a third sees nothing of it', async () => {
    const [ada, ben, eve] = await Promise.all([site().visit(), site().visit(), site().visit()])
    await signUp(ada, stranger('Ada Lovelace'))
    await signUp(ben, stranger('Ben Okri'))
    await signUp(eve, stranger('Eve'))
    await startWith(ada, 'Ben Okri')
    await send(ada, 'Hello **Ben**, do you hear me?')
    await roomLink(ben, /Ada Lovelace/)
      .getByText('1 unread')
      .waitFor()
    await openRoom(ben, 'Ada Lovelace')
    await shows(ben, ['Hello Ben, do you hear me?'])
    await send(ben, 'Loud and clear.')
    await send(ben, 'And you?')
    await shows(ada, ['Hello Ben, do you hear me?', 'Loud and clear.', 'And you?'])
    await screenshot(ada, 'conversation')

    expect(await rooms(eve).getByRole('link').count()).toBe(0)
    await eve.goto(ada.url())
    await eve.reload()
    await eve.getByRole('heading', { name: 'No such conversation' }).waitFor()
    expect(await eve.textContent('body')).not.toMatch(/Ada|Ben|Loud/)
    await screenshot(eve, 'no-such-conversation')
  })

  test('one stays logged in through a reload, in the open conversation, until one logs out', async () => {
    const { a } = await pair(['Cleo', 'Dan'], ['written before'])
    const page = await site().pageOf(a)
    await openRoom(page, 'Dan')
    await page.reload()
    await shows(page, ['written before'])
    const tab = await page.context().newPage()
    await tab.goto(site().world.url)
    await online(tab)

    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('form', { name: 'Log in' }).waitFor()
    await tab.getByRole('form', { name: 'Log in' }).waitFor()
    await screenshot(tab, 'logged-out-elsewhere')
    await page.reload()
    await page.getByRole('form', { name: 'Log in' }).waitFor()
    expect(await page.textContent('body')).not.toContain('written before')
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({})
  })

  test('a wrong password is refused, and says so', async () => {
    const page = await site().visit()
    await page.getByLabel('Username').fill('nobody.here')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').waitFor()
    await screenshot(page, 'log-in-refused')
    expect(site().complaints()).toEqual([expect.stringMatching(/session\.create: .* 401/)])
  })

  test('what is wrong in the sign-up form is said at its field, and nothing typed is lost', async () => {
    const page = await site().visit({ ...phone, colorScheme: 'light' })
    await page.getByRole('button', { name: 'Create an account' }).click()
    await page.getByLabel('Display name').fill('Quinn')
    await page.getByLabel('Username').fill('not a username')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign up' }).click()
    const username = page.getByLabel('Username')
    await page.getByText('Not accepted.').waitFor()
    expect(await username.getAttribute('aria-invalid')).toBe('true')
    expect(await username.evaluate((field) => field === document.activeElement)).toBe(true)
    await screenshot(page, 'phone-sign-up')
    expect(site().complaints()).toEqual([expect.stringMatching(/account\.create: .* 400/)])
    await username.fill(stranger('').username)
    await page.getByRole('button', { name: 'Sign up' }).click()
    await online(page)
  })

  test('a dialog begins where one types, keeps what is chosen, and what failed leaves the focus where it was', async () => {
    const [rolf, sina] = await Promise.all([site().world.person('Rolf'), site().world.person('Sina of the valley')])
    const page = await site().pageOf(rolf)
    await page.getByRole('button', { name: 'New conversation' }).click()
    await page.keyboard.type(sina.name)
    await page.getByRole('list', { name: 'People' }).getByText(sina.name, { exact: true }).click()
    await page.mouse.click(5, 400)
    expect(await page.getByRole('dialog').getByRole('checkbox', { checked: true }).count()).toBe(1)
    const start = page.getByRole('button', { name: 'Start conversation' })
    await start.focus()
    await start.evaluate((button: HTMLButtonElement) => {
      button.disabled = true
      setTimeout(() => {
        button.disabled = false
      }, 50)
    })
    await expect.poll(() => start.evaluate((button) => button === document.activeElement)).toBe(true)
    await start.evaluate((button) => button.remove())
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('form') !== null)).toBe(true)
  })

  test('history comes as one scrolls back, and what one reads stays where it is', async () => {
    const said = Array.from({ length: 150 }, (_, place) => `message ${place}`)
    const { a, b, room } = await pair(['Finn', 'Gila'], said)
    await site().read(b, room)
    const page = await site().pageOf(b)
    await openRoom(page, 'Finn')
    await message(page, 'message 149').waitFor()

    for (let isBeginning = false; !isBeginning; ) {
      const seen = await waitAtTop(page)
      expect(seen.off).toBeLessThan(2)
      isBeginning = seen.isBeginning
    }
    await screenshot(page, 'beginning')

    const reading = await atTop(page)
    await say(a, room, ['news', 'more news'])
    await page.getByRole('button', { name: '2 new messages' }).waitFor()
    await expect.poll(async () => Math.abs((await topOf(page, reading.text)) - reading.top)).toBeLessThan(2)
    await page.getByRole('button', { name: '2 new messages' }).click()
    await expect.poll(() => message(page, 'more news').last().isVisible()).toBe(true)
    await page.getByRole('button', { name: '2 new messages' }).waitFor({ state: 'detached' })
    expect(await seenGoingUp(page)).toEqual([...said, 'news', 'more news'])
  })

  test('unread messages are counted until they are seen, on every device of a person', async () => {
    const { a, b, room } = await pair(['Hana', 'Ivo'])
    const [page, phone] = await Promise.all([site().pageOf(b), site().pageOf(b)])
    await say(a, room, ['one'])
    await roomLink(page, /Hana.*1 unread/).waitFor()
    await say(a, room, ['two', 'three'])
    for (const device of [page, phone]) {
      await roomLink(device, /Hana.*3 unread/).waitFor()
      await expect.poll(() => device.title()).toBe('(3) Parley')
    }
    await openRoom(page, 'Hana')
    await timeline(page).getByText('New', { exact: true }).waitFor()
    for (const device of [page, phone]) {
      await roomLink(device, /unread/).waitFor({ state: 'detached' })
      await expect.poll(() => device.title()).toBe('Parley')
    }
    await say(a, room, ['seen at once'])
    await message(page, 'seen at once').waitFor()
    await roomLink(phone, /unread/).waitFor({ state: 'detached' })
  })

  test('markdown is laid out, links open safely, and HTML is text', async () => {
    const { a, b } = await pair(['Jana', 'Kofi'])
    const page = await site().pageOf(a)
    await openRoom(page, b.name)
    await send(page, 'See [the plan](https://example.org/plan) and [this](javascript:alert(1)) and https://example.org')
    await send(page, '<img src=x onerror="document.title=1"><script>document.title=2</script>')
    await composer(page).fill(
      '## Today\n- [x] tea\n- [ ] ~~coffee~~\n\n```\nlet it = be\n```\n> so it goes\n\n|a|b|\n|-|-|\n|1|2|',
    )
    await composer(page).press('Enter')
    const plan = timeline(page).getByRole('link', { name: 'the plan' })
    expect(await plan.evaluate((link: HTMLAnchorElement) => [link.href, link.target, link.rel])).toEqual([
      'https://example.org/plan',
      '_blank',
      'noopener noreferrer',
    ])
    const links = timeline(page).locator('.text').getByRole('link')
    expect(await links.allInnerTexts()).toEqual(['the plan leads to example.org', 'https://example.org'])
    await message(page, '<img src=x onerror').getByText('<script>').waitFor()
    expect(await timeline(page).locator('img, script').count()).toBe(0)
    expect(await timeline(page).locator('del, pre, blockquote, table').count()).toBe(4)
    expect(await page.title()).toBe('Parley')
    await screenshot(page, 'markdown')
  })

  test('a message that came back is shown on the page, whichever program sent it', async () => {
    const ada = await site().world.person('Lena')
    const page = await site().pageOf(ada)
    const lost = { user: randomUUID(), id: uuid7(), text: 'Anybody there?' }
    await expect(site().world.post('direct.send', lost, ada.token)).rejects.toMatchObject({ name: 'USER_NOT_FOUND' })
    const returned = page.getByRole('region', { name: 'Messages that were not delivered' })
    await returned.getByText('Anybody there?').waitFor()
    await screenshot(page, 'returned')
    await returned.getByRole('button', { name: 'Dismiss' }).click()
    await returned.waitFor({ state: 'detached' })
  })

  test('one can log in, open a conversation and send with nothing but the keyboard', async () => {
    const { a, b } = await pair(['Mara', 'Nils'], ['press on'])
    const page = await site().visit()
    await page.getByLabel('Username').waitFor()
    await page.keyboard.type(b.username)
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await roomLink(page, /Mara/).waitFor()
    await tabTo(page, /Mara/)
    await screenshot(page, 'keyboard-focus')
    await page.keyboard.press('Enter')
    await composer(page).waitFor()
    await tabTo(page, /^Message to Mara/)
    await page.keyboard.type('no mouse in the house')
    await page.keyboard.press('Enter')
    const other = await site().visit()
    await logIn(other, a)
    await openRoom(other, 'Nils')
    await shows(other, ['press on', 'no mouse in the house'])
  })

  test('at the width of a phone one pane is shown at a time, one’s own messages at its edge, and nothing is cut off', async () => {
    const said = ['A short one.', `A long one: ${'words and '.repeat(30)}`, 'https://example.org/'.padEnd(200, 'x')]
    const { a, b } = await pair(['Ola', 'Pia'], said)
    const page = await site().pageOf(b, phone)
    await screenshot(page, 'phone-list-dark')
    await openRoom(page, a.name)
    await message(page, 'A short one.').waitFor()
    expect(await rooms(page).isVisible()).toBe(false)
    await send(page, 'From the road.')
    await expect.poll(() => texts(page)).toContain('From the road.')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    expect(await timeline(page).evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0)
    const own = await message(page, 'From the road.').boundingBox()
    expect(360 - ((own?.x ?? 0) + (own?.width ?? 0))).toBeLessThan(20)
    await screenshot(page, 'phone-room-dark')
    await page.getByRole('button', { name: 'Threads' }).tap()
    await page.getByRole('complementary', { name: 'Threads' }).waitFor()
    await page.goBack()
    await page.getByRole('complementary', { name: 'Threads' }).waitFor({ state: 'detached' })
    await composer(page).waitFor()
    await page.getByRole('link', { name: 'Back to the conversations' }).tap()
    await rooms(page).waitFor()
    expect(await composer(page).count()).toBe(0)
    await page.goForward()
    await composer(page).waitFor()
  })
})

interface Waited {
  /** How far, in pixels, what one reads was from its place for longer than a frame. */
  readonly off: number
  readonly isBeginning: boolean
}

/** Scrolls to the very top, and reads there until older messages have come or there are none. */
const waitAtTop = (page: Page): Promise<Waited> =>
  timeline(page).evaluate(async (log) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const isBeginning = () => log.querySelector('.beginning') !== null
    const isLaidOut = () => log.querySelector('.line[style*=hidden]') === null
    const places = () =>
      new Map([...log.querySelectorAll('.text')].map((text) => [text, text.getBoundingClientRect().top]))
    log.scrollTop = 0
    do await frame()
    while (!isLaidOut())
    const edge = log.getBoundingClientRect().top
    const [reading, top] = [...places()].find(([, top]) => top >= edge) as [Element, number]
    let [off, before] = [0, 0]
    for (let frames = 0; frames < 900 && !isBeginning() && log.scrollTop < log.clientHeight; frames++) {
      await frame()
      // A line that is not on the page any more is out of view.
      const now = Math.abs((places().get(reading) ?? log.clientHeight * 2) - top)
      off = Math.max(off, Math.min(now, before))
      before = now
    }
    return { off, isBeginning: isBeginning() }
  })

interface Reading {
  readonly text: string
  readonly top: number
}

/** The message at the upper edge, and where it is. */
const atTop = (page: Page): Promise<Reading> =>
  timeline(page).evaluate((log) => {
    const edge = log.getBoundingClientRect().top
    const texts = [...log.querySelectorAll('.text')].map((text) => [text.textContent, text.getBoundingClientRect().top])
    const [text, top] = texts.find(([, top]) => (top as number) >= edge) as [string, number]
    return { text, top }
  })

/** All messages that come into view from the end up to the beginning, oldest first. */
const seenGoingUp = (page: Page): Promise<string[]> =>
  timeline(page).evaluate(async (log) => {
    const tops = new Map<string, number>()
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (log.scrollTop = log.scrollHeight; ; log.scrollTop -= log.clientHeight) {
      await frame()
      await frame()
      for (const line of log.querySelectorAll<HTMLElement>('.text'))
        tops.set(line.textContent, log.scrollTop + line.getBoundingClientRect().top)
      if (log.scrollTop === 0) break
    }
    return [...tops.keys()].sort((one, other) => (tops.get(one) ?? 0) - (tops.get(other) ?? 0))
  })

const topOf = (page: Page, text: string): Promise<number> =>
  timeline(page).evaluate((log, wanted) => {
    const line = [...log.querySelectorAll<HTMLElement>('.text')].find(({ textContent }) => textContent === wanted)
    return line?.getBoundingClientRect().top ?? Number.NaN
  }, text)

/** Presses Tab until what has this name has the focus. */
const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  for (let press = 0; press < 20; press++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLTextAreaElement
      return element === document.body ? '' : (element.labels?.[0] ?? element).textContent
    })
    if (name.test(focused)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not get to ${name}`)
}
