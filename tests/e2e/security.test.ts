/** How people make it harder for others to log in as them, and log in themselves then. */
import { totpCode } from '@parley/auth/testing'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { type Person, password } from '../setup/world.ts'
import { describeOnPage } from './on-page.ts'
import { type Site, screenshot } from './site.ts'
import { logIn, online } from './user.ts'

/** By the name that browsers keep passkeys for, where no other one is set. */
const visitLocal = (site: Site): Promise<Page> => site.visit({}, site.world.url.replace('127.0.0.1', 'localhost'))

const security = async (page: Page) => {
  await page.getByRole('button', { name: 'your settings' }).click()
  return page.getByRole('region', { name: 'Security' })
}

const codeIn = (part: Locator): Locator => part.getByRole('textbox', { name: 'Code' })

const secondStep = async (page: Page, { username }: Person) => {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  const form = page.getByRole('form', { name: 'Second factor' })
  await form.waitFor()
  return form
}

/** The browser tells each answer that is no success; that a log-in asks for more is one. */
const expectHalfLogIns = (site: Site) => {
  for (const complaint of site.complaints())
    expect(complaint).toMatch(/session\.(create|confirm): .*status of (401|409)/)
}

const addDevice = async (page: Page): Promise<void> => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const seen = { hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, ...seen } as const
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options })
}

describeOnPage('with a second factor', (site) => {
  test('an app is set up by its key, its code is asked for at the next log-in, and a recovery code turns it off', async () => {
    const ann = await site().world.person('Ann')
    const page = await site().pageOf(ann)
    const section = await security(page)
    await section.getByRole('button', { name: 'Set up an app' }).click()
    await section.getByRole('img', { name: 'The key as a QR code' }).waitFor()
    await screenshot(page, 'security-app')
    const secret = ((await section.getByText(/^Key:/).textContent()) ?? '').replace('Key:', '').replaceAll(' ', '')
    await section.getByLabel('Password').fill(password)
    await codeIn(section).fill('000000')
    await section.getByRole('button', { name: 'Turn on' }).click()
    await section.getByText('not the code of the moment').waitFor()
    const used = totpCode(secret)
    await codeIn(section).fill(used)
    await section.getByRole('button', { name: 'Turn on' }).click()
    await section.getByRole('button', { name: 'I have kept them' }).waitFor()
    const codes = await section.getByRole('region', { name: 'Recovery codes' }).getByRole('listitem').allTextContents()
    expect(codes).toHaveLength(10)
    await screenshot(page, 'security-codes')
    await section.getByRole('button', { name: 'I have kept them' }).click()
    await section.getByText('10 recovery codes are left').waitFor()

    const phone = await site().visit({ viewport: { width: 390, height: 780 }, colorScheme: 'dark' })
    const form = await secondStep(phone, ann)
    await codeIn(form).fill(used)
    await form.getByRole('button', { name: 'Go on' }).click()
    await form.getByText(/Wait for the next one, which comes in \d+ s/).waitFor()
    await screenshot(phone, 'security-second-step-phone-dark')
    await codeIn(form).fill(totpCode(secret, 1))
    await form.getByRole('button', { name: 'Go on' }).click()
    await online(phone)

    await section.getByRole('button', { name: 'Turn off the app' }).click()
    await section.getByLabel('Password').fill(password)
    await codeIn(section).fill((codes[0] as string).toLowerCase())
    await section.getByRole('button', { name: 'Turn off the app' }).click()
    await section.getByText('Your password is all').waitFor()
    await logIn(await site().visit(), ann)
    expectHalfLogIns(site())
  })

  test('a passkey logs in alone, after a password, and is named and removed', async () => {
    const bob = await site().world.person('Bob')
    const page = await visitLocal(site())
    await addDevice(page)
    await logIn(page, bob)
    const section = await security(page)
    await section.getByRole('button', { name: 'Add a passkey' }).click()
    await section.getByLabel('Password').fill(password)
    await section.getByRole('button', { name: 'Add passkey' }).click()
    await section.getByRole('button', { name: 'I have kept them' }).click()
    const keys = section.getByRole('list', { name: 'Passkeys' })
    await keys.getByRole('button', { name: /^Rename/ }).click()
    await keys.getByLabel('Name of the passkey').fill('مفتاح 🔑')
    await keys.getByRole('button', { name: 'Save' }).click()
    await keys.getByText('مفتاح 🔑').waitFor()
    await screenshot(page, 'security-passkey')
    await page.keyboard.press('Escape')

    const leave = () => page.getByRole('button', { name: 'Log out', exact: true }).click()
    await leave()
    await page.getByRole('button', { name: 'Use a passkey instead' }).click()
    await online(page)
    await leave()
    const form = await secondStep(page, bob)
    await screenshot(page, 'security-second-step-passkey')
    await form.getByRole('button', { name: 'Use a passkey' }).click()
    await online(page)

    const again = await security(page)
    await again.getByRole('button', { name: /^Remove/ }).click()
    await again.getByLabel('Password').fill(password)
    await again.getByRole('button', { name: 'Remove passkey' }).click()
    await again.getByText('Your password is all').waitFor()
    expectHalfLogIns(site())
  })
})
