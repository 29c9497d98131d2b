/** What people keep for themselves about their conversations, on each of their devices. */
import { ourClient, startIssuer } from '@parley/auth/testing'
import { uuid7 } from '@parley/client'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { query } from '../setup/stored.ts'
import { type Person, password } from '../setup/world.ts'
import { describeOnPage } from './on-page.ts'
import { type Site, screenshot } from './site.ts'
import { composer, message, openRoom, roomLink, rooms, send } from './user.ts'

const more = (page: Page, name: string) => rooms(page).getByRole('button', { name: `More about ${name}` })
const item = (page: Page, name: string) => page.getByRole('menu').getByText(name, { exact: true })

const choose = async (page: Page, room: string, name: string): Promise<void> => {
  await more(page, room).click()
  await item(page, name).click()
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())
const issuer = await startIssuer(scope)

/** The conversations that are listed, from above, with the headings between them. */
const listed = (page: Page) =>
  rooms(page)
    .locator('h3, .room-name')
    .evaluateAll((all) => all.map((one) => one.firstChild?.textContent ?? ''))

const lists = (page: Page, wanted: string[]) => expect.poll(() => listed(page)).toEqual(wanted)

/** Groups of one’s own, of which the last was active last. */
const groups = async ({ world }: Site, { token }: Person, ...names: string[]): Promise<string[]> => {
  const made: string[] = []
  for (const name of names) {
    const { room } = await world.post('room.create', { kind: 'group', name, members: [] }, token)
    await world.post('message.send', { room, id: uuid7(), text: `in ${name}` }, token)
    made.push(room)
  }
  return made
}

describeOnPage(
  'with what is one’s own',
  (site) => {
    test('favourites stand first and in an order of one’s own, and a folder has a heading, on all devices', async () => {
      const ann = await site().world.person('Ann')
      await groups(site(), ann, 'Choir', 'Band', 'Chess')
      const page = await site().pageOf(ann)
      const phone = await site().pageOf(ann, { viewport: { width: 390, height: 780 }, colorScheme: 'dark' })
      await lists(page, ['Chess', 'Band', 'Choir'])
      await choose(page, 'Choir', 'Add to favourites')
      await choose(page, 'Band', 'Add to favourites')
      for (const device of [page, phone]) await lists(device, ['Favourites', 'Choir', 'Band', 'Others', 'Chess'])
      await choose(page, 'Band', 'Move up')
      for (const device of [page, phone]) await lists(device, ['Favourites', 'Band', 'Choir', 'Others', 'Chess'])
      await choose(phone, 'Chess', 'Folder…')
      await phone.getByRole('dialog').getByLabel('Folder').fill('Games')
      await phone.getByRole('button', { name: 'Save' }).click()
      for (const device of [page, phone]) await lists(device, ['Favourites', 'Band', 'Choir', 'Games', 'Chess'])
      await more(phone, 'Band').click()
      await screenshot(phone, 'own-menu-phone-dark')
      await phone.keyboard.press('Escape')
      await more(page, 'Band').click()
      await screenshot(page, 'own-menu')
      await page.keyboard.press('Escape')
      await page.reload()
      await lists(page, ['Favourites', 'Band', 'Choir', 'Games', 'Chess'])
    })

    test('a menu is opened, gone through, and left by keyboard, and the focus goes back to where it was', async () => {
      const ann = await site().world.person('Ann')
      await groups(site(), ann, 'Choir')
      const page = await site().pageOf(ann)
      await more(page, 'Choir').focus()
      await page.keyboard.press('Enter')
      const focused = () => page.evaluate(() => document.activeElement?.textContent)
      await expect.poll(focused).toBe('Add to favourites')
      await page.keyboard.press('End')
      expect(await focused()).toBe('Notify of nothing')
      await page.keyboard.press('ArrowDown')
      expect(await focused()).toBe('Add to favourites')
      await page.keyboard.press('Escape')
      const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
      await expect.poll(label).toBe('More about Choir')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Enter')
      await lists(page, ['Favourites', 'Choir'])
    })

    test('the list holds still under an open menu, and moves when it is closed', async () => {
      const ann = await site().world.person('Ann')
      const [choir = ''] = await groups(site(), ann, 'Choir', 'Band')
      const page = await site().pageOf(ann)
      await lists(page, ['Band', 'Choir'])
      await more(page, 'Band').click()
      await site().world.post('message.send', { room: choir, id: uuid7(), text: 'once more' }, ann.token)
      await site().world.post('preference.set', { room: choir, favourite: true }, ann.token)
      await roomLink(page, /once more/).waitFor()
      expect(await listed(page)).toEqual(['Band', 'Choir'])
      await item(page, 'Folder…').click()
      expect(await listed(page)).toEqual(['Band', 'Choir'])
      await page.getByRole('dialog').getByLabel('Folder').fill('Games')
      await page.getByRole('button', { name: 'Save' }).click()
      await lists(page, ['Favourites', 'Choir', 'Games', 'Band'])
    })

    test('a hidden conversation is shown when asked for, and comes back when something is said in it', async () => {
      const { a, b, room } = await site().pair('Vera', 'Wim')
      await groups(site(), a, 'Choir')
      const page = await site().pageOf(a)
      await choose(page, b.name, 'Hide until something new comes')
      await lists(page, ['Choir'])
      await rooms(page).getByRole('button', { name: 'Show a hidden conversation' }).click()
      await lists(page, ['Choir', 'Hidden', b.name])
      await screenshot(page, 'own-hidden')
      await site().say(b, room, ['are you there?'])
      await lists(page, [b.name, 'Choir'])
    })

    test('a muted conversation calls for nobody: its messages are not in the title', async () => {
      const { a, b, room } = await site().pair('Xenia', 'Yves')
      const page = await site().pageOf(a)
      await choose(page, b.name, 'Mute for an hour')
      await roomLink(page, /muted/).waitFor()
      await site().say(b, room, ['psst'])
      await roomLink(page, /1 unread/).waitFor()
      expect(await page.title()).toBe('Parley')
      await screenshot(page, 'own-muted')
      await choose(page, b.name, 'Unmute')
      await expect.poll(() => page.title()).toBe('(1) Parley')
    })

    test('a conversation that is marked unread stays so until it is opened, also where it is open already', async () => {
      const { a, b, room } = await site().pair('Zoe', 'Abel')
      await groups(site(), a, 'Choir')
      await site().say(b, room, ['one', 'two'])
      const page = await site().pageOf(a)
      await openRoom(page, b.name)
      await message(page, 'two').waitFor()
      await roomLink(page, /unread/).waitFor({ state: 'detached' })
      await choose(page, b.name, 'Mark unread')
      await roomLink(page, /1 unread/).waitFor()
      await page.reload()
      await roomLink(page, 'Choir').click()
      await composer(page).waitFor()
      await openRoom(page, b.name)
      await roomLink(page, /unread/).waitFor({ state: 'detached' })
    })

    test('another name of one’s own is given behind a slash or in the settings, and shows at once to all who see it', async () => {
      const { a, b, room } = await site().pair('Nora', 'Olga')
      await site().say(a, room, ['who am I?'])
      const page = await site().pageOf(a)
      const phone = await site().pageOf(a, { viewport: { width: 390, height: 780 } })
      const theirs = await site().pageOf(b)
      await openRoom(page, b.name)
      await openRoom(theirs, a.name)
      const settings = (on: Page) => on.getByRole('button', { name: /, your settings$/ })

      await send(page, '/nick   ')
      await page.getByText('/nick needs more').waitFor()
      await send(page, '/nick نورا 👩🏽‍❤️‍💋‍👩🏻')
      await roomLink(theirs, /نورا 👩🏽‍❤️‍💋‍👩🏻/).waitFor()
      await expect.poll(() => message(theirs, 'who am I?').textContent()).toContain('نورا')
      for (const own of [page, phone]) await expect.poll(() => settings(own).textContent()).toContain('نورا')

      await settings(phone).click()
      const field = phone.getByRole('dialog').getByLabel('Display name')
      await field.fill('Nora\u202ebob')
      await phone.getByRole('button', { name: 'Save name' }).click()
      await phone.getByText(/^Not accepted\. .*It holds /).waitFor()
      await screenshot(phone, 'own-name-refused')
      expect(await field.inputValue()).toBe('Nora\u202ebob')
      await field.fill('Nora II')
      await phone.getByRole('button', { name: 'Save name' }).click()
      await phone.getByText('You are called Nora II now.').waitFor()
      await roomLink(theirs, 'Nora II').waitFor()
      await theirs.getByRole('heading', { name: 'Nora II' }).waitFor()
    })

    test('a draft is on the other device, marked in its list, and gone there when it was sent', async () => {
      const { a, b } = await site().pair('Bela', 'Cleo')
      await groups(site(), a, 'Choir')
      const page = await site().pageOf(a)
      const other = await site().pageOf(a)
      await openRoom(page, b.name)
      await composer(page).pressSequentially('مرحبا 👋 half a thought')
      await openRoom(page, 'Choir')
      for (const device of [page, other]) await roomLink(device, /Draft: مرحبا 👋 half a thought/).waitFor()
      await screenshot(other, 'own-draft')
      await openRoom(other, b.name)
      expect(await composer(other).inputValue()).toBe('مرحبا 👋 half a thought')
      await openRoom(page, b.name)
      await composer(page).press('End')
      await composer(page).pressSequentially(', whole')
      await expect.poll(() => composer(other).inputValue()).toBe('مرحبا 👋 half a thought, whole')
      await send(other, 'whole')
      await message(page, 'whole').waitFor()
      await expect.poll(() => composer(page).inputValue()).toBe('')
    })

    test('that one has read a message, or that it has come, is seen by its author when one allows it, and by nobody before', async () => {
      const { a, b, room } = await site().pair('Dora', 'Emil')
      const page = await site().pageOf(a)
      const other = await site().pageOf(b)
      const seen = page.getByText('Seen', { exact: true })
      await openRoom(page, b.name)
      await send(page, 'have you read this?')
      await openRoom(other, a.name)
      await message(other, 'have you read this?').waitFor()
      await roomLink(other, /unread/).waitFor({ state: 'detached' })
      await other.getByRole('button', { name: 'your settings' }).click()
      const setting = other.getByRole('checkbox', { name: 'Let others see what you have read' })
      await setting.waitFor()
      expect([await setting.isChecked(), await seen.count()]).toEqual([false, 0])
      await setting.check()
      await expect.poll(async () => (await site().world.post('receipt.allow', {}, b.token)).allowed).toBe(true)
      await other.keyboard.press('Escape')
      await send(page, 'and this?')
      await seen.waitFor()
      await screenshot(page, 'own-seen')
      await site().say(b, room, ['yes'])
      await seen.waitFor({ state: 'detached' })
      await other.evaluate(() => location.assign('#/'))
      await composer(other).waitFor({ state: 'detached' })
      await send(page, 'and without looking?')
      await page.getByText('Delivered', { exact: true }).waitFor()
      await openRoom(other, a.name)
      await seen.waitFor()
    })

    test('where one is logged in is listed and named, a device is logged out from another one, and a password is changed', async () => {
      const fay = await site().world.person('Fay')
      const lost = await site().pageOf(fay)
      const page = await site().pageOf(fay)
      await page.getByRole('button', { name: 'your settings' }).click()
      const sessions = page.getByRole('region', { name: 'Where you are logged in' })
      await sessions.getByText('This device').waitFor()
      const other = sessions.getByRole('listitem').filter({ hasText: 'on Linux' }).filter({ hasNotText: 'This device' })
      await other.getByRole('button', { name: /^Rename/ }).click()
      await sessions.getByLabel('Name of the device').fill('هاتف 👩‍👩‍👧‍👦')
      await sessions.getByRole('button', { name: 'Save' }).click()
      await sessions.getByText('هاتف 👩‍👩‍👧‍👦').waitFor()
      await screenshot(page, 'own-sessions')
      await sessions.getByRole('button', { name: /^Log out هاتف/ }).click()
      await sessions.getByRole('button', { name: 'Yes' }).click()
      await sessions.getByRole('listitem').filter({ hasText: 'هاتف' }).waitFor({ state: 'detached' })
      await lost.getByRole('form', { name: 'Log in' }).waitFor()
      const form = page.getByRole('form', { name: 'Your password' })
      await form.getByLabel('Password', { exact: true }).fill(password)
      await form.getByLabel('New password').fill('password1')
      await form.getByRole('button', { name: 'Change password' }).click()
      await form.getByText('would soon be guessed').waitFor()
      await form.getByLabel('New password').fill('another battery staple')
      await form.getByRole('button', { name: 'Change password' }).click()
      await form.getByText('Your password is another one now').waitFor()
      await site().world.post('session.create', { username: fay.username, password: 'another battery staple' })
    })

    test('an account is deleted with its password, by keyboard, after a question; it says until when it is kept, and is kept when asked for', async () => {
      const lea = await site().world.person('Lea')
      const page = await site().pageOf(lea)
      const settings = async () => {
        await page.getByRole('button', { name: 'your settings' }).click()
        return page.getByRole('region', { name: 'Delete account' })
      }
      const closing = async () => {
        const { access } = await site().world.post('session.create', { username: lea.username, password })
        return (await site().world.post('account.get', {}, access)).closing
      }
      const section = await settings()
      await section.getByRole('radio', { name: 'Leave them' }).press('ArrowDown')
      const field = section.getByLabel('Password')
      const ask = async (text: string) => {
        await field.fill(text)
        await field.press('Enter')
        await section.getByRole('group', { name: 'Delete your account with all that you have said?' }).waitFor()
      }
      const isFocused = (name: string) =>
        expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(name)

      await ask('not the password')
      await isFocused('No')
      await page.keyboard.press('Enter')
      await isFocused('Delete account')
      await ask('not the password')
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      await section.getByText('do not match').waitFor()
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true)
      await screenshot(page, 'own-delete')
      expect(await closing()).toBeUndefined()

      await ask(password)
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      await section.getByText(/deleted on \d+ \w+ \d{4}, \d\d:\d\d\. Your messages go with it/).waitFor()
      await isFocused('Keep my account')
      await screenshot(page, 'own-closing')
      expect(await closing()).toMatchObject({ messages: 'remove' })
      await page.setViewportSize({ width: 390, height: 780 })
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.reload()
      await (await settings()).getByRole('button', { name: 'Keep my account' }).press('Enter')
      await field.waitFor()
      await field.scrollIntoViewIfNeeded()
      await screenshot(page, 'own-kept-phone-dark')
      expect(await closing()).toBeUndefined()
    })

    test('what one tells of oneself is on the card behind one’s name, and is another there as soon as it is changed', async () => {
      const { a, b, room } = await site().pair('Gina', 'Hugo')
      await site().say(a, room, ['see who I am'])
      const [page, theirs] = [await site().pageOf(a), await site().pageOf(b)]
      await page.getByRole('button', { name: 'your settings' }).click()
      const form = page.getByRole('form', { name: 'Your profile' })
      const save = () => form.getByRole('button', { name: 'Save profile' }).click()
      await form.getByLabel('Pronouns').fill('she')
      await form.getByLabel('About you').fill('I build bridges.\nأهلا 👩🏽‍❤️‍💋‍👩🏻')
      await form.getByLabel('Links').fill('javascript:alert(1)')
      await save()
      await form.getByText(/^Not accepted/).waitFor()
      await form.getByLabel('Links').fill('https://gina.example/work')
      await save()
      await form.getByText('Saved.').waitFor()
      await screenshot(page, 'own-profile')

      await openRoom(theirs, a.name)
      await message(theirs, 'see who I am').getByRole('button', { name: a.name, exact: true }).click()
      const card = theirs.getByRole('complementary', { name: a.name })
      await card.getByText('I build bridges.').waitFor()
      await card.getByText(`#${a.user.slice(-6)}`).waitFor()
      expect(await card.getByRole('link', { name: 'https://gina.example/work' }).getAttribute('rel')).toContain(
        'noopener',
      )
      await screenshot(theirs, 'own-card')
      await form.getByLabel('About you').fill('I build tunnels.')
      await save()
      await card.getByText('I build tunnels.').waitFor()
    })

    test('two of a name are told apart where they are looked for, and who hides is not found', async () => {
      const { world } = site()
      const [me, one, other, hidden] = await Promise.all(
        ['Ida', 'Twin Bob', 'twin BOB', 'Twin Cid'].map((name) => world.person(name)),
      )
      await world.post('account.change', { findable: 'nobody' }, hidden?.token)
      const page = await site().pageOf(me as Person)
      await page.getByRole('button', { name: 'New conversation' }).click()
      await page.getByLabel('Search people by name').fill('twin')
      const people = page.getByRole('list', { name: 'People' })
      for (const { user } of [one, other] as Person[]) await people.getByText(`#${user.slice(-6)}`).waitFor()
      expect(await people.getByRole('listitem').count()).toBe(2)
      await screenshot(page, 'own-namesakes')
    })

    test('whoever has forgotten their password asks for a link, and gets another one by it, which they log in with', async () => {
      const { world } = site()
      const kim = await world.person('Kim')
      const page = await site().visit()
      await page.getByRole('button', { name: 'Forgot your password?' }).click()
      await page.getByLabel('Username or e-mail address').fill('nobody at all')
      await page.getByRole('button', { name: 'Send a link' }).click()
      await page.getByText('If there is such an account').waitFor()
      // Of the mail there is only what leads to its link.
      const token = 'Zk1s8v0bqYt3wXf6pLr9uHj2nMc5gDa7eSi4oTy0xUQz'
      await query(
        world.environment.adminUrl,
        `insert into auth.mail_link (hash, kind, account, address, expires_at)
       values (sha256($1), 'reset', $2, 'kim@example.org', now() + interval '1 hour')`,
        [Buffer.from(token), kim.user],
      )
      await page.evaluate((to) => {
        location.hash = to
      }, `#/reset/${token}`)
      const dialog = page.getByRole('dialog', { name: 'Another password' })
      await dialog.getByLabel('New password').fill('a fresh battery staple')
      await screenshot(page, 'own-reset')
      await dialog.getByRole('button', { name: 'Change password' }).click()
      await dialog.getByText('Your password is another one now').waitFor()
      await dialog.getByRole('button', { name: 'Close' }).click()
      await page.getByRole('button', { name: 'I have an account' }).click()
      await page.getByLabel('Username').fill(kim.username)
      await page.getByLabel('Password').fill('a fresh battery staple')
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.getByRole('button', { name: 'your settings' }).waitFor()
    })

    test('somebody comes by an issuer, chooses a name, and is in at once the next time; an account is linked to one', async () => {
      const { world } = site()
      let subject = 'lou'
      let nonce: string | null = null
      issuer.onGo((asked) => {
        nonce = asked.get('nonce')
        return `${world.url}/?${new URLSearchParams({ code: 'a code', state: asked.get('state') as string, iss: issuer.url })}`
      })
      issuer.onCode(async () => {
        const token = await issuer.sign({ sub: subject, name: 'Lou', aud: ourClient.id, nonce })
        return { body: { id_token: token } }
      })
      const page = await site().visit()
      const go = () => page.getByRole('button', { name: 'Go on with Studio account' }).click()
      await go()
      const form = page.getByRole('form', { name: 'Your account here' })
      expect(await form.getByLabel('Display name').inputValue()).toBe('Lou')
      await screenshot(page, 'own-join')
      await form.getByLabel('Username').fill('lou.of.studio')
      await form.getByRole('button', { name: 'Create the account' }).click()
      await page.getByRole('button', { name: 'your settings' }).waitFor()
      expect(new URL(page.url()).search).toBe('')
      await page.getByRole('button', { name: 'Log out' }).click()
      await go()
      await page.getByRole('button', { name: 'your settings' }).waitFor()
      expect(site().complaints()).toEqual([expect.stringMatching(/session\.arrive: .*status of 401/)])

      const max = await world.person('Max')
      const theirs = await site().pageOf(max)
      subject = 'max'
      await theirs.getByRole('button', { name: 'your settings' }).click()
      await theirs.getByRole('button', { name: /^Link .?Studio account/ }).click()
      const proof = theirs.getByRole('form', { name: /^Link .?Studio account/ })
      await proof.getByLabel('Password').fill(password)
      await proof.getByRole('button', { name: /^Link .?Studio account/ }).click()
      await theirs.getByText('It is linked.').waitFor()
      expect(await world.post('identity.list', {}, max.token)).toMatchObject({
        identities: [{ issuer: 'studio', subject }],
      })

      const { grant, code } = await world.post('device.start', { device: 'Console' })
      await theirs.evaluate((to) => {
        location.hash = to
      }, `#/device/${code}`)
      const device = theirs.getByRole('dialog', { name: 'Let a device in' })
      await device.getByRole('button', { name: 'Look' }).click()
      await device.getByText('asks to be logged in as you').waitFor()
      await screenshot(theirs, 'own-device')
      await device.getByRole('button', { name: 'Let it in' }).click()
      await device.getByLabel('Password').fill(password)
      await device.getByRole('button', { name: 'Let it in' }).click()
      await device.getByText('It is logged in').waitFor()
      expect((await world.post('device.check', { grant })).user).toBe(max.user)

      const phone = await site().visit({}, `${world.url}/?error=access_denied&state=x`)
      await phone.getByText('was not begun here').waitFor()
      expect(site().complaints()).toEqual([expect.stringMatching(/session\.arrive: .*status of 401/)])
    })

    test('whoever has an address says how often mail tells them of what they miss, and of how much of it', async () => {
      const { world } = site()
      const lou = await world.person('Lou')
      const page = await site().pageOf(lou)
      const open = async () => {
        await page.getByRole('button', { name: 'Notifications' }).click()
        await page.getByRole('button', { name: 'Settings', exact: true }).click()
        return page.getByRole('region', { name: 'By mail' })
      }
      await (await open()).getByText('Give your account an e-mail address').waitFor()
      const sql = `insert into auth.email (account, address, key) values ($1, 'lou@example.org', 'lou@example.org')`
      await query(world.environment.adminUrl, sql, [lou.user])
      await page.reload()
      const mail = await open()
      await mail.getByLabel('What you miss while you are away').selectOption('Once a day at most')
      await mail.getByRole('checkbox', { name: /^Say who has written what/ }).click()
      await screenshot(page, 'own-mail')
      const alerts = () => world.post('alert.get', {}, lou.token)
      await expect.poll(alerts).toMatchObject({ digest: 'daily', digest_content: true })
      await mail.getByLabel('What you miss while you are away').selectOption('Never')
      await mail.getByRole('checkbox').waitFor({ state: 'detached' })
      await expect.poll(alerts).toMatchObject({ digest: 'never' })
    })

    test('a guest comes in by a name, is marked as one, and keeps the account with a username and a password', async () => {
      const { world } = site()
      const ann = await world.person('Ann')
      const page = await site().visit()
      await page.getByRole('button', { name: 'Continue as a guest' }).click()
      const form = page.getByRole('form', { name: 'Continue as a guest' })
      await form.getByLabel('Display name').fill('Gus')
      await screenshot(page, 'own-guest')
      await form.getByRole('button', { name: 'Come in' }).click()
      await page.getByRole('button', { name: 'your settings' }).click()
      const keep = page.getByRole('form', { name: 'Keep this account' })
      await screenshot(page, 'own-keep-account')
      const { users } = await world.post('user.search', { name: 'Gus' }, ann.token)
      expect(users).toMatchObject([{ name: 'Gus', guest: true }])
      await keep.getByLabel('Username').fill('gus.who.stays')
      await keep.getByLabel('Password').fill(password)
      await keep.getByRole('button', { name: 'Keep this account' }).click()
      await page.getByRole('form', { name: 'Your password' }).waitFor()
      expect((await world.post('session.create', { username: 'gus.who.stays', password })).user).toBe(users[0]?.user)
    })
  },
  {
    MAIL_URL: 'log:',
    PUBLIC_URL: 'http://chat.example',
    ALLOWED_HOSTS: '127.0.0.1',
    OIDC_ISSUERS: `studio=${issuer.url}|parley`,
    OIDC_CLIENTS: `studio=${ourClient.id}|Studio account`,
    OIDC_PRIVATE: 'true',
    GUESTS: 'on',
  },
)
