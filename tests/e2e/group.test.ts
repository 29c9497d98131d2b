import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, openRoom, pick, roomLink, rooms, send, shows, signUp, timeline } from './user.ts'

const notice = (page: Page, text: string) => timeline(page).getByRole('listitem').filter({ hasText: text }).waitFor()

const members = (page: Page) => page.getByRole('complementary', { name: 'About Orchestra' })

const openMembers = (page: Page) => page.getByRole('button', { name: /^Members/ }).click()

const memberNames = (page: Page) => members(page).getByRole('list', { name: 'Members' }).locator('.who').allInnerTexts()

const manage = (page: Page, name: string) => members(page).getByLabel(`Manage ${name}`).click()

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

    await manage(ann, 'Bob Marsh')
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
    await manage(cid, 'Dora')
    await members(cid).getByRole('button', { name: 'Remove Dora' }).waitFor()
    await cid.emulateMedia({ colorScheme: 'dark' })
    await screenshot(cid, 'members-dark')
    await cid.keyboard.press('Escape')
    await members(cid).waitFor({ state: 'detached' })
    await screenshot(cid, 'group-dark')
  })

  const pageOf = async (name: string) => {
    const person = await site().world.person(name)
    return { person, page: await site().pageOf(person) }
  }
  const orchestraOf = async (...names: string[]) => {
    const all = await Promise.all(names.map(pageOf))
    const [owner, ...others] = all as [(typeof all)[number], ...typeof all]
    const input = { kind: 'group', name: 'Orchestra', members: others.map(({ person }) => person.user) } as const
    const { room } = await site().world.post('room.create', input, owner.person.token)
    for (const { page } of all) await openRoom(page, 'Orchestra')
    return { pages: all.map(({ page }) => page), room, owner: owner.person }
  }

  test('is called otherwise and gets admins, which everybody sees at once', async () => {
    const { pages } = await orchestraOf('Anneliese', 'Bob Marsh')
    const [ann, bob] = pages as [Page, Page]
    await openMembers(bob)
    await members(bob).getByText('No topic.').waitFor()
    expect(await members(bob).getByRole('button', { name: 'Invite by link' }).count()).toBe(0)
    expect(await members(bob).getByLabel('Manage Anneliese').count()).toBe(0)

    await openMembers(ann)
    await manage(ann, 'Bob Marsh')
    await members(ann).getByRole('button', { name: 'Make admin' }).click()
    await notice(bob, 'Anneliese made you an admin')
    await members(bob).getByRole('button', { name: 'Change name or topic' }).click()
    await members(bob).getByRole('textbox', { name: 'Topic' }).fill('Brass, on Mondays')
    await members(bob).getByRole('button', { name: 'Save' }).click()
    await notice(ann, 'Bob Marsh changed the topic to “Brass, on Mondays”')
    await ann.locator('.room-header').getByText('Brass, on Mondays').waitFor()

    await members(ann).getByRole('button', { name: 'Change name or topic' }).click()
    await ann.keyboard.type(' of Steel')
    await ann.keyboard.press('Enter')
    for (const page of [ann, bob]) await roomLink(page, 'Orchestra of Steel').waitFor()
    await screenshot(ann, 'group-pane')
    await ann.emulateMedia({ colorScheme: 'dark' })
    await screenshot(ann, 'group-pane-dark')
    await ann.setViewportSize({ width: 390, height: 760 })
    await screenshot(ann, 'group-pane-phone')
    await ann.keyboard.press('Escape')
    await ann.getByRole('complementary').waitFor({ state: 'detached' })
    expect(
      await ann.getByRole('button', { name: /^Members/ }).evaluate((button) => button === document.activeElement),
    ).toBe(true)
  })

  test('is handed over, and deleted for everybody', async () => {
    const { pages } = await orchestraOf('Anneliese', 'Bob Marsh')
    const [ann, bob] = pages as [Page, Page]
    await openMembers(ann)
    await manage(ann, 'Bob Marsh')
    await members(ann).getByRole('button', { name: 'Make owner' }).click()
    await members(ann).getByRole('button', { name: 'Yes' }).click()
    await notice(bob, 'Anneliese handed the group over')
    await notice(bob, 'The group now belongs to you')
    await openMembers(bob)
    await members(bob).getByRole('button', { name: 'Delete the group' }).click()
    await screenshot(bob, 'delete-group')
    await members(bob).getByRole('button', { name: 'Yes' }).click()
    await ann.getByRole('heading', { name: 'No such conversation' }).waitFor()
    for (const page of [ann, bob]) await expect.poll(() => rooms(page).getByRole('link').count()).toBe(0)
  })

  test('is joined by a link, by somebody who has to sign up first', async () => {
    const { pages } = await orchestraOf('Anneliese')
    const [ann] = pages as [Page]
    await openMembers(ann)
    await members(ann).getByRole('button', { name: 'Invite by link' }).click()
    await members(ann).getByLabel('It is for').selectOption('1 person')
    await screenshot(ann, 'new-invitation')
    await members(ann).getByRole('button', { name: 'Make a link' }).click()
    const link = await members(ann).getByLabel('The link').inputValue()
    await members(ann).getByText('used 0 of 1 time').waitFor()

    const eve = await site().visit({}, link)
    await eve.getByText('You were invited to a group.').waitFor()
    await signUp(eve, { username: `eve${Date.now()}`, name: 'Eve' })
    const invitation = eve.getByRole('region', { name: 'Invitation' })
    await invitation.getByText('Anneliese invites you. 1 member.').waitFor()
    await screenshot(eve, 'invitation')
    await invitation.getByRole('button', { name: 'Join' }).click()
    await composer(eve).waitFor()
    await notice(ann, 'Eve joined')

    const dora = await pageOf('Dora')
    await dora.page.goto(link)
    await dora.page.getByText('This invitation does not let you in').waitFor()
    await screenshot(dora.page, 'no-invitation')
  })

  test('lets in who asks, when an admin says so', async () => {
    const { pages, room, owner } = await orchestraOf('Anneliese')
    const [ann] = pages as [Page]
    const { code } = await site().world.post('invite.create', { room, approval: true }, owner.token)
    const { page: eve } = await pageOf('Eve')
    await eve.goto(`${site().world.url}/#/invite/${code}`)
    await eve.getByRole('button', { name: 'Ask to join' }).click()
    await eve.getByText('You have asked to join.').waitFor()
    await ann.getByRole('button', { name: /ask to join/ }).click()
    await screenshot(ann, 'requests')
    await members(ann).getByRole('button', { name: 'Let Eve in' }).click()
    await openRoom(eve, 'Orchestra')
    await notice(ann, 'You added Eve')
    await expect.poll(() => members(ann).getByRole('list', { name: 'Who asks to join' }).count()).toBe(0)
  })

  test('is told what to do by what is typed behind a slash, which nobody else sees', async () => {
    const { pages } = await orchestraOf('Anneliese', 'Bob Marsh')
    const [ann, bob] = pages as [Page, Page]
    await composer(ann).fill('/top')
    await ann.getByRole('button', { name: '/topic [topic]' }).waitFor()
    await screenshot(ann, 'slash')
    await composer(ann).press('Tab')
    expect(await composer(ann).inputValue()).toBe('/topic ')
    await ann.keyboard.type('Brass, on Mondays')
    await ann.keyboard.press('Enter')
    await notice(bob, 'Anneliese changed the topic to “Brass, on Mondays”')
    expect(await composer(ann).inputValue()).toBe('')

    await send(ann, '/tropic')
    await ann.getByText('There is no command /tropic.').waitFor()
    await send(ann, '/kick Nobody')
    await ann.getByText('Nobody in this group is called Nobody.').waitFor()
    expect(await composer(ann).inputValue()).toBe('/kick Nobody')
    await send(ann, '/help')
    await ann.getByText('/rename <name>: Gives the group another name.').waitFor()
    await send(ann, '/shrug')
    await shows(bob, ['¯\\_(ツ)_/¯'])
    await send(bob, '/topic nonsense')
    await bob.getByText('/topic is for the owner and admins of the group.').waitFor()
    await send(ann, '/help slow')
    await ann.getByText('<pause>: a time such as').waitFor()
    await composer(ann).fill('/kick bo')
    await ann.getByRole('button', { name: 'Bob Marsh person' }).waitFor()
    await screenshot(ann, 'slash-argument')
    await composer(ann).press('Tab')
    expect(await composer(ann).inputValue()).toBe('/kick Bob Marsh')
    await composer(ann).press('Enter')
    await bob.getByRole('heading', { name: 'No such conversation' }).waitFor()
  })
})
