import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Person } from '../setup/world.ts'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, message, openRoom, send, shows, startWith, timeline } from './user.ts'

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: 'dark' } as const

const more = (page: Page, text: string) =>
  timeline(page)
    .locator('.message', { has: page.locator('article', { hasText: text }) })
    .getByRole('button', { name: 'More about this message' })
const editor = (page: Page) => page.getByRole('textbox', { name: 'Your message' })
const hasFocus = (page: Page, text: string) =>
  expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toContain(text)

describeOnPage('what one does to messages', (site) => {
  /** Two people in a conversation, each on their page, in which the first has said the texts. */
  const begin = async (names: [string, string], said: string[], options = {}) => {
    const { a, b, room } = await site().pair(...names)
    await site().say(a, room, said)
    const [one, other] = await Promise.all([site().pageOf(a, options), site().pageOf(b)])
    await openRoom(one, names[1])
    await openRoom(other, names[0])
    await shows(one, said)
    return { a, b, room, one, other }
  }

  test('the arrow up in an empty field edits the last message of one’s own, and Escape leaves it as it is', async () => {
    const { one, other } = await begin(['Ada', 'Ben'], ['first', 'secnd'])
    await send(other, 'an answer')
    await message(one, 'an answer').waitFor()
    await composer(one).press('ArrowUp')
    await expect.poll(() => editor(one).inputValue()).toBe('secnd')
    await editor(one).press('Escape')
    await composer(one).press('ArrowUp')
    await editor(one).fill('second')
    await screenshot(one, 'edit')
    await editor(one).press('Enter')
    await shows(other, ['first', 'second', 'an answer'])
    await message(other, 'second').getByText('edited').waitFor()
    await more(other, 'second').click()
    await other.getByRole('dialog').getByRole('button', { name: 'What it said before' }).click()
    const said = other.getByRole('list', { name: 'What it said, the first text first' })
    await expect.poll(() => said.locator('.text').allInnerTexts()).toEqual(['secnd', 'second'])
    await screenshot(other, 'what-it-said')
    await other.keyboard.press('Escape')
    await composer(one).waitFor()
  })

  test('a message is forwarded to a conversation that one finds by name, tells whose words it is, and leads back', async () => {
    const { one } = await begin(['Gil', 'Hana'], ['to be told 🎉'])
    await site().pair('Ivo', 'Jan')
    await startWith(one, 'Ivo')
    await openRoom(one, 'Hana')
    const act = async (name: string) => {
      await more(one, 'to be told').click()
      await one.getByRole('dialog').getByRole('button', { name }).click()
    }
    await act('Forward')
    await one.getByLabel('Search conversations by name').waitFor()
    await one.keyboard.type('iv')
    await one.getByRole('list', { name: 'Conversations' }).getByRole('checkbox').check()
    await screenshot(one, 'forward')
    await one.getByRole('button', { name: 'Forward', exact: true }).click()
    await one.getByRole('textbox', { name: 'Message to Ivo' }).waitFor()
    await message(one, 'to be told')
      .getByText(/^Forwarded from Gil/)
      .waitFor()
    await screenshot(one, 'forwarded')
    await composer(one).press('ArrowUp')
    expect(await editor(one).count()).toBe(0)
    await act('To where it was said')
    await one.getByRole('textbox', { name: 'Message to Hana' }).waitFor()
    await hasFocus(one, 'to be told')
  })

  test('a message is forwarded to several conversations at once, and the one that refuses says why', async () => {
    const { a, b, one } = await begin(['Ina', 'Jo'], ['for all of you'])
    const { post } = site().world
    const groupOf = (owner: Person, name: string, other: Person) =>
      post('room.create', { kind: 'group', name, members: [other.user] }, owner.token)
    const { room: hushed } = await groupOf(b, 'Announcements', a)
    await groupOf(a, 'Friends', b)
    await post('room.change', { room: hushed, posting: 'admins' }, b.token)
    await more(one, 'for all of you').click()
    await one.getByRole('dialog').getByRole('button', { name: 'Forward' }).click()
    const choices = one.getByRole('list', { name: 'Conversations' })
    for (const name of ['Announcements', 'Friends', 'Jo']) await choices.getByRole('checkbox', { name }).check()
    const press = () => one.getByRole('button', { name: 'Forward', exact: true }).click()
    await press()
    await one.getByText('Not forwarded to Announcements.').waitFor()
    expect(await choices.getByRole('checkbox', { checked: true }).count()).toBe(1)
    await screenshot(one, 'forward-refused')
    await post('room.change', { room: hushed, posting: 'members' }, b.token)
    await press()
    for (const name of ['Friends', 'Announcements', 'Jo']) {
      await openRoom(one, name)
      await message(one, 'for all of you')
        .getByText(/^Forwarded from Ina/)
        .waitFor()
    }
  })

  test('a reply shows a line of the message, as it is now, and leads to it; one that is taken back is shown no more', async () => {
    const said = ['the beginning', ...Array.from({ length: 120 }, (_, place) => `message ${place}`)]
    const { a, room, one, other } = await begin(['Cleo', 'Dan'], ['the beginning'])
    await site().say(a, room, said.slice(1))
    // At the end, or where the new ones begin where nobody has looked.
    await timeline(other)
      .getByText(/^message (0|119)$/)
      .first()
      .waitFor()
    await timeline(other).evaluate((log) => log.scrollTo(0, 0))
    for (let tries = 0; tries < 400 && !(await message(other, 'the beginning').isVisible()); tries++) {
      await timeline(other).evaluate((log) => log.scrollTo(0, 0))
      await other.waitForTimeout(50)
    }
    await more(other, 'the beginning').click()
    await other.getByRole('dialog').getByRole('button', { name: 'Reply', exact: true }).click()
    await other.getByText('Reply to Cleo the beginning').waitFor()
    await screenshot(other, 'reply')
    await composer(other).fill('from far away')
    await composer(other).press('Enter')
    const quote = timeline(one).getByRole('button', { name: 'In reply to Cleo the beginning' })
    await quote.click()
    await hasFocus(one, 'the beginning')
    await screenshot(one, 'jumped')
    await more(one, 'the beginning').click()
    await one.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await one.getByRole('dialog').getByRole('button', { name: 'Yes' }).click()
    await timeline(other).getByText('The message that this replies to is not there.').waitFor()
    expect(await other.textContent('body')).not.toContain('the beginning')
  })

  test('reactions have counts, are joined and taken back by a press, by keyboard too, and say who', async () => {
    const { one, other } = await begin(['Eve', 'Finn'], ['good news'])
    await more(other, 'good news').focus()
    await other.keyboard.press('Enter')
    await other.getByRole('button', { name: '🎉' }).click()
    const reaction = (page: Page, name: string) => timeline(page).getByRole('button', { name })
    await reaction(one, '🎉 1 person').press('Enter')
    await reaction(other, '🎉 2 people').waitFor()
    await expect.poll(() => reaction(one, '🎉 2 people').getAttribute('aria-pressed')).toBe('true')
    await more(one, 'good news').click()
    await one.getByRole('region', { name: 'Who has reacted' }).getByText('Finn, Eve').waitFor()
    await screenshot(one, 'who-reacted')
    await one.keyboard.press('Escape')
    await reaction(one, '🎉 2 people').click()
    await expect.poll(() => reaction(one, '🎉 1 person').getAttribute('aria-pressed')).toBe('false')
  })

  test('what is pinned is in a list that leads to it, on a phone too', async () => {
    const { one, other } = await begin(['Gus', 'Hal'], ['keep this', 'and not this'], phone)
    await more(one, 'keep this').click()
    await screenshot(one, 'phone-message-actions')
    await one.getByRole('button', { name: 'Pin', exact: true }).click()
    await message(other, 'keep this').getByText('pinned').waitFor()
    await screenshot(one, 'phone-pinned')
    await other.getByRole('button', { name: 'Pinned messages' }).click()
    const pins = other.getByRole('list', { name: 'Pinned messages' })
    await pins.getByRole('button').waitFor()
    expect(await pins.getByRole('button').count()).toBe(1)
    await screenshot(other, 'pins')
    await pins.getByRole('button', { name: 'Gus keep this' }).click()
    await hasFocus(other, 'keep this')
  })

  test('an emoji that is none is refused, with the reason, and nothing is lost', async () => {
    const { one } = await begin(['Ivy', 'Jon'], ['hello'])
    await more(one, 'hello').click()
    await one.getByRole('textbox', { name: 'Another emoji' }).fill('nice')
    await one.getByRole('dialog').getByRole('button', { name: 'React', exact: true }).click()
    await one.getByRole('alert').getByText(/emoji/).waitFor()
    expect(await one.getByRole('textbox', { name: 'Another emoji' }).inputValue()).toBe('nice')
  })
})
