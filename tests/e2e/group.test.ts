import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, openRoom, pick, roomLink, rooms, send, shows, timeline } from './user.ts'

const notice = (page: Page, text: string) => timeline(page).getByRole('listitem').filter({ hasText: text }).waitFor()

const members = (page: Page) => page.getByRole('dialog', { name: 'Members of Orchestra' })

const openMembers = (page: Page) => page.getByRole('button', { name: /^Members/ }).click()

const memberNames = (page: Page) => members(page).getByRole('list', { name: 'Members' }).locator('.who').allInnerTexts()

describeOnPage('in a group', (site) => {
  test('is made, grows and shrinks in front of all who are in it', async () => {
    const [ann, bob, cid, dora] = (await Promise.all(
      ['Anneliese', 'Bob Marsh', 'Cid Sol', 'Dora'].map(async (name) => site().pageOf(await site().world.person(name))),
    )) as [Page, Page, Page, Page]

    await ann.getByRole('button', { name: 'New conversation' }).click()
    await pick(ann, 'Bob Marsh', 'Cid Sol')
    await ann.getByLabel('Group name').fill('Orchestra')
    await screenshot(ann, 'new-group')
    await ann.getByRole('button', { name: 'Create group' }).click()
    await composer(ann).waitFor()
    for (const page of [bob, cid]) await openRoom(page, 'Orchestra')
    await send(ann, 'Welcome!')
    for (const page of [bob, cid]) await shows(page, ['Welcome!'])
    expect(await rooms(dora).getByRole('link').count()).toBe(0)

    await openMembers(ann)
    await members(ann).getByRole('button', { name: 'Add people' }).click()
    await pick(ann, 'Dora')
    await screenshot(ann, 'add-to-group')
    await members(ann).getByRole('button', { name: 'Add to the group' }).click()
    await roomLink(dora, 'Orchestra').waitFor()
    await notice(bob, 'Anneliese added Dora')
    await expect.poll(() => memberNames(ann)).toEqual(['Anneliese (you)', 'Bob Marsh', 'Cid Sol', 'Dora'])

    await members(ann).getByRole('button', { name: 'Remove Bob Marsh' }).click()
    await screenshot(ann, 'remove-from-group')
    await members(ann).getByRole('button', { name: 'Yes' }).click()
    await expect.poll(() => memberNames(ann)).toEqual(['Anneliese (you)', 'Cid Sol', 'Dora'])
    await bob.getByRole('heading', { name: 'No such conversation' }).waitFor()
    expect(await rooms(bob).getByRole('link').count()).toBe(0)
    await notice(cid, 'Anneliese removed Bob Marsh')

    await members(ann).getByRole('button', { name: 'Leave the group' }).click()
    await members(ann).getByRole('button', { name: 'Yes' }).click()
    await members(ann).waitFor({ state: 'detached' })
    await expect.poll(() => rooms(ann).getByRole('link').count()).toBe(0)
    await notice(cid, 'Anneliese left')
    await notice(cid, 'The group now belongs to you')
    await screenshot(cid, 'group')

    await openRoom(dora, 'Orchestra')
    await send(dora, 'Still here')
    await shows(cid, ['Welcome!', 'Still here'])
    await openMembers(cid)
    await members(cid).getByRole('button', { name: 'Remove Dora' }).waitFor()
    await cid.emulateMedia({ colorScheme: 'dark' })
    await screenshot(cid, 'members-dark')
    await cid.keyboard.press('Escape')
    await members(cid).waitFor({ state: 'detached' })
    await screenshot(cid, 'group-dark')
  })
})
