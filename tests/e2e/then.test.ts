import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { message, openRoom, send, timeline } from './user.ts'

describeOnPage('a conversation as it was', (site) => {
  test('is shown from a message: in the words of then, without what came later', async () => {
    const { a, b, room } = await site().pair('Ada', 'Ben')
    await site().say(a, room, ['first words'])
    const [one, other] = await Promise.all([site().pageOf(a), site().pageOf(b)])
    await openRoom(one, 'Ben')
    await openRoom(other, 'Ada')
    await message(other, 'first words').waitFor()
    await send(other, 'the answer')
    await message(one, 'the answer').waitFor()
    await site().say(a, room, ['later words'])
    await message(other, 'later words').waitFor()
    const answer = timeline(other).locator('.message', { has: other.locator('article', { hasText: 'the answer' }) })
    await answer.getByRole('button', { name: 'More about this message' }).click()
    await other.getByRole('dialog').getByRole('button', { name: 'As it was then' }).click()
    const then = other.getByRole('dialog', { name: 'As it was then' })
    await then.getByText('2 members').waitFor()
    await then.getByText('the answer').waitFor()
    await then.getByText('first words').waitFor()
    expect(await then.getByText('later words').count()).toBe(0)
    await screenshot(other, 'as-it-was-then')
  })
})
