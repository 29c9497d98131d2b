/** Files on the page: attached, on their way, and shown. */
import { randomBytes } from 'node:crypto'
import { uuid7 } from '@parley/client'
import { askOwner, connectBus, makeLog } from '@parley/service-kit'
import type { Page, Route } from 'playwright-core'
import sharp from 'sharp'
import { expect, inject, test } from 'vitest'
import { query } from '../setup/stored.ts'
import { describeOnPage } from './on-page.ts'
import { screenshot } from './site.ts'
import { composer, message, openRoom, roomLink, send } from './user.ts'

const picture = (width: number, height: number, background: string): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .composite([
      {
        input: Buffer.from(
          `<svg><circle cx="${width / 2}" cy="${height / 2}" r="${height / 3}" fill="#ffd54a"/></svg>`,
        ),
      },
    ])
    .jpeg()
    .toBuffer()

const file = (name: string, buffer: Buffer, mimeType = 'application/octet-stream') => ({ name, buffer, mimeType })

const choose = (page: Page, ...files: ReturnType<typeof file>[]) =>
  page.getByLabel('Files to attach').setInputFiles(files)

/** As somebody brings files by the pointer, or the clipboard. */
const bring = (page: Page, kind: 'drop' | 'paste', { name, buffer, mimeType }: ReturnType<typeof file>) =>
  composer(page).evaluate(
    (field, [kind, name, type, base64]) => {
      const data = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64 as string), (sign) => sign.charCodeAt(0))
      data.items.add(new File([bytes], name as string, { type: type as string }))
      const init = { bubbles: true, cancelable: true }
      field.dispatchEvent(
        kind === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: data })
          : new ClipboardEvent('paste', { ...init, clipboardData: data }),
      )
    },
    [kind, name, mimeType, buffer.toString('base64')],
  )

const attached = (page: Page) => page.getByRole('list', { name: 'Attached' }).getByRole('listitem')
const sendable = (page: Page) => page.getByRole('button', { name: 'Send', exact: true })

/** Requests for these wait until they are let go. */
const hold = async (page: Page, isMeant: (route: Route) => boolean): Promise<() => Promise<void>> => {
  const held: Route[] = []
  let isHolding = true
  await page.route(/\/files\//, (route) => (isHolding && isMeant(route) ? void held.push(route) : route.continue()))
  return async () => {
    isHolding = false
    await Promise.all(held.map((route) => route.continue().catch(() => {})))
  }
}

describeOnPage(
  'with files',
  (site) => {
    test('pictures are chosen, dropped and pasted, described, and stand in their size before they are loaded', async () => {
      const { a, page } = await site().reader(['Ann', 'Bob'], ['Hello'])
      await choose(page, file('hills.jpg', await picture(1_600, 900, '#2e7d5b'), 'image/jpeg'))
      await bring(page, 'drop', file('sea.jpg', await picture(800, 1_000, '#2a5d9f'), 'image/jpeg'))
      await bring(page, 'paste', file('غروب.jpg', await picture(900, 900, '#b3472f'), 'image/jpeg'))
      await expect.poll(() => attached(page).count()).toBe(3)
      const alt = page.getByLabel('What is on hills.jpg, for those who cannot see it')
      await alt.fill('Hills under a yellow sun')
      await alt.press('Enter')
      await composer(page).fill('From the *trip*')
      await screenshot(page, 'files-attached')
      await expect.poll(() => sendable(page).isEnabled()).toBe(true)

      const other = await site().pageOf(a)
      const letGo = await hold(other, (route) => route.request().url().includes('/files/at/'))
      await openRoom(other, 'Bob')
      await composer(page).press('Enter')
      await expect.poll(() => attached(page).count()).toBe(0)
      const shown = message(other, 'From the trip')
      const pictures = shown.getByRole('button', { name: /^Open picture/ })
      await expect.poll(() => pictures.count()).toBe(3)
      const before = await shown.boundingBox()
      await screenshot(other, 'files-coming')
      await letGo()
      await expect
        .poll(() =>
          shown
            .locator('img')
            .evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length),
        )
        .toBe(3)
      expect(await shown.boundingBox()).toEqual(before)
      await screenshot(other, 'files-shown')

      await shown.getByRole('button', { name: 'Open picture: Hills under a yellow sun' }).click()
      const gallery = other.getByRole('dialog', { name: 'Pictures' })
      await gallery.getByText('1 of 3').waitFor()
      await other.keyboard.press('ArrowRight')
      await gallery.getByText('2 of 3').waitFor()
      const looked = gallery.getByRole('img')
      const width = async () => (await looked.boundingBox())?.width ?? 0
      await expect.poll(width).toBeGreaterThan(0)
      const unzoomed = await width()
      await other.keyboard.press('+')
      await expect.poll(width).toBeGreaterThan(unzoomed * 1.4)
      await screenshot(other, 'gallery')
      await other.keyboard.press('0')
      await expect.poll(width).toBe(unzoomed)
      const [saved] = await Promise.all([
        other.waitForEvent('download'),
        gallery.getByRole('link', { name: 'Download sea.jpg' }).click(),
      ])
      expect(saved.suggestedFilename()).toBe('sea.jpg')
      await other.keyboard.press('Escape')
      await gallery.waitFor({ state: 'detached' })
      const names: string[] = []
      other.on('download', (download) => names.push(download.suggestedFilename()))
      await shown.getByRole('button', { name: 'Download all' }).click()
      await expect.poll(() => names.toSorted()).toEqual(['hills.jpg', 'sea.jpg', 'غروب.jpg'])
    })

    test('an upload is paused, outlives the page, goes on, and is removed', async () => {
      const { page } = await site().reader(['Cleo', 'Dan'], ['Hello'])
      const letGo = await hold(page, (route) => Number(route.request().headers()['upload-offset'] ?? 0) > 0)
      await choose(page, file('film.bin', randomBytes(1_400_000)), file('notes.bin', randomBytes(50)))
      const [film, notes] = ['film.bin', 'notes.bin'].map((name) => attached(page).filter({ hasText: name }))
      await film?.getByRole('progressbar').waitFor()
      await expect.poll(() => film?.getByText('256 kB of 1.3 MB').count()).toBe(1)
      expect(await sendable(page).isEnabled()).toBe(false)
      await page.getByRole('button', { name: 'Pause film.bin' }).click()
      await film?.getByText('Paused at 256 kB of 1.3 MB').waitFor()
      await page.getByRole('button', { name: 'Remove notes.bin' }).click()
      await notes?.waitFor({ state: 'detached' })
      await screenshot(page, 'upload-paused')
      await letGo()
      await page.reload()
      await film?.getByText('Paused').waitFor()
      await page.getByRole('button', { name: 'Go on with film.bin' }).click()
      await film?.getByText('1.3 MB', { exact: true }).waitFor()
      await sendable(page).click()
      await message(page, 'film.bin').getByRole('link', { name: 'Download film.bin' }).waitFor()
      await page.reload()
      await message(page, 'film.bin').waitFor()
      expect(await attached(page).count()).toBe(0)
    })

    test('what may not be sent says why where it stands, and everything else goes', async () => {
      const { page } = await site().reader(['Eve', 'Fay'], ['Hello'])
      await choose(
        page,
        file('large.bin', randomBytes(1_500_001)),
        file('empty.txt', Buffer.alloc(0)),
        file('ok.txt', randomBytes(9)),
      )
      await attached(page).filter({ hasText: 'large.bin' }).getByText('The limit is 1.4 MB').waitFor()
      await attached(page).filter({ hasText: 'empty.txt' }).getByText('There is nothing in the file').waitFor()
      await screenshot(page, 'files-refused')
      expect(await sendable(page).isEnabled()).toBe(false)
      for (const name of ['large.bin', 'empty.txt']) await page.getByRole('button', { name: `Remove ${name}` }).click()
      await sendable(page).click()
      await message(page, 'ok.txt').waitFor()
      await choose(page, ...Array.from({ length: 11 }, (_, place) => file(`${place}.txt`, randomBytes(9))))
      await page.getByText('A message has 10 files at most').waitFor()
      expect(await attached(page).count()).toBe(10)
      const expected = /status of 4(00|13)/
      for (const complaint of site().complaints()) expect(complaint).toMatch(expected)
    })

    test('a voice message is recorded, and played by whom it is for', async () => {
      const { a, page } = await site().reader(['Gil', 'Hal'], ['Hello'])
      await page.getByRole('button', { name: 'Attach' }).click()
      await page.getByRole('menuitem', { name: 'Record a voice message' }).click()
      await page.getByText('Recording 0:01').waitFor()
      await screenshot(page, 'recording')
      await page.getByRole('button', { name: 'Attach the recording' }).click()
      await expect.poll(() => sendable(page).isEnabled()).toBe(true)
      await sendable(page).click()
      const other = await site().pageOf(a, { colorScheme: 'dark', viewport: { width: 390, height: 780 } })
      await openRoom(other, 'Hal')
      const slider = other.getByRole('slider', { name: 'Place in the recording' })
      await expect.poll(() => slider.locator('path').last().getAttribute('d')).toMatch('v30')
      await other.getByRole('button', { name: 'Play the voice message' }).click()
      await other.getByRole('button', { name: 'Pause', exact: true }).waitFor()
      await screenshot(other, 'voice-dark-phone')
      await other.getByRole('button', { name: 'Play the voice message' }).waitFor()
    })

    test('a group and a space have pictures, which others see at once', async () => {
      const { a, b } = await site().pair('Kim', 'Lea')
      await site().world.post('room.create', { kind: 'group', name: 'Choir', members: [b.user] }, a.token)
      await site().world.post('space.create', { key: crypto.randomUUID(), name: 'Orchestra' }, a.token)
      const other = await site().pageOf(b)
      const page = await site().pageOf(a)
      const face = file('face.png', await picture(200, 200, '#774488'), 'image/png')
      await openRoom(page, 'Choir')
      await page.getByRole('button', { name: /Members/ }).click()
      await page.getByLabel('Picture to upload').setInputFiles(face)
      for (const on of [page, other]) await roomLink(on, 'Choir').locator('.badge-picture').waitFor()
      await page.getByRole('link', { name: 'Orchestra' }).click()
      await page.getByRole('button', { name: 'Settings of Orchestra' }).click()
      for (const name of ['Icon', 'Banner']) await page.getByLabel(`${name} to upload`).setInputFiles(face)
      await page.locator('.rail .badge-picture').waitFor()
      await page.locator('.banner .badge-picture').waitFor()
      await screenshot(page, 'space-pictures')
      await page.getByRole('textbox', { name: 'New emoji' }).fill('square')
      await page.getByLabel('Picture of the new emoji to upload').setInputFiles(face)
      await page.locator('form[aria-label="New emoji"] .badge-picture').waitFor()
      await page.getByRole('button', { name: 'Add emoji' }).click()
      await page.getByRole('list', { name: 'Emoji by name' }).getByRole('img', { name: ':square:' }).waitFor()
      await page.getByRole('link', { name: /General/ }).click()
      await page.getByRole('button', { name: 'Emoji', exact: true }).click()
      await page.getByRole('button', { name: ':square:' }).click()
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await page.locator('.bubble').getByRole('img', { name: ':square:' }).waitFor()
      await screenshot(page, 'emoji-in-text')
    })

    test('who runs the platform gives everybody emoji, which others find at once in a direct room', async () => {
      const { a, b } = await site().pair('Pia', 'Rex')
      const sql = `insert into auth.staff (account, role) values ($1, 'moderator')`
      await query(site().world.environment.adminUrl, sql, [a.user])
      await site().world.post('room.create', { kind: 'direct', user: b.user }, a.token)
      const other = await site().pageOf(b)
      await openRoom(other, 'Pia')
      const page = await site().pageOf(a)
      await page.getByRole('button', { name: /your settings/ }).click()
      await page.getByText('Emoji and stickers for everybody here').click()
      await page.getByRole('textbox', { name: 'New emoji' }).fill('square')
      const face = file('face.png', await picture(200, 200, '#774488'), 'image/png')
      await page.getByLabel('Picture of the new emoji to upload').setInputFiles(face)
      await page.locator('form[aria-label="New emoji"] .badge-picture').waitFor()
      await page.getByRole('button', { name: 'Add emoji' }).click()
      await page.getByRole('list', { name: 'Emoji by name' }).getByRole('img', { name: ':square:' }).waitFor()
      await screenshot(page, 'server-bank')
      await other.getByRole('button', { name: 'Emoji', exact: true }).click()
      await other.getByRole('button', { name: ':square:' }).click()
      await sendable(other).click()
      await other.locator('.bubble').getByRole('img', { name: ':square:' }).waitFor()
      await composer(other).pressSequentially('again :squ')
      await other
        .getByRole('list', { name: /^Emoji\. Tab/ })
        .getByRole('button', { name: ':square:' })
        .waitFor()
      await screenshot(other, 'emoji-begun')
      await composer(other).press('Tab')
      expect(await composer(other).inputValue()).toBe('again :square: ')
      await composer(other).pressSequentially(':tada')
      await other.getByRole('button', { name: ':tada:' }).click()
      expect(await composer(other).inputValue()).toBe('again :square: 🎉 ')
      await page.getByRole('button', { name: 'Close' }).first().click()
      await openRoom(page, 'Rex')
      await page.locator('.bubble').getByRole('img', { name: ':square:' }).waitFor()
    })

    test('somebody has a picture, which others see beside what they say, until it is taken away', async () => {
      const { a, b } = await site().pair('Mia', 'Noa')
      const { room } = await site().world.post('room.create', { kind: 'direct', user: b.user }, a.token)
      await site().world.post('message.send', { room, id: uuid7(), text: 'How do I look?' }, a.token)
      const other = await site().pageOf(b)
      const page = await site().pageOf(a)
      await page.getByRole('button', { name: /your settings/ }).click()
      const face = file('face.png', await picture(200, 200, '#774488'), 'image/png')
      for (const name of ['Your picture', 'Your banner']) await page.getByLabel(`${name} to upload`).setInputFiles(face)
      await page.locator('.own-settings .badge-picture').waitFor()
      await openRoom(other, 'Mia')
      for (const place of ['.bubble', '.room-header']) await other.locator(`${place} .badge-picture`).first().waitFor()
      await screenshot(other, 'portrait')
      await page.getByRole('group', { name: 'Your picture' }).getByRole('button', { name: 'Remove' }).click()
      await expect.poll(() => other.locator('.bubble .badge-picture').count()).toBe(0)
      await expect.poll(() => other.locator('.bubble .avatar').first().textContent()).toBe('M')
    })

    test('the files of a conversation are listed beside it', async () => {
      const { page } = await site().reader(['Ida', 'Jon'], ['Hello'])
      for (const name of ['one.txt', 'two.txt']) {
        await choose(page, file(name, randomBytes(5_000)))
        await expect.poll(() => sendable(page).isEnabled()).toBe(true)
        await sendable(page).click()
        await message(page, name).waitFor()
      }
      await page.getByRole('button', { name: 'Files', exact: true }).click()
      const pane = page.getByRole('complementary', { name: 'Files' })
      await expect.poll(() => pane.getByRole('link', { name: /^Download/ }).count()).toBe(2)
      await choose(page, file('three.jpg', await picture(300, 200, '#774488'), 'image/jpeg'))
      await expect.poll(() => sendable(page).isEnabled()).toBe(true)
      await send(page, 'a third')
      await pane.getByRole('button', { name: 'Open picture: three.jpg' }).waitFor()
      await screenshot(page, 'files-listed')
    })

    test('what a link leads to stands below its message, until its author takes it away or one wants to see none', async () => {
      const { a, b } = await site().pair('Uma', 'Ben')
      const { room } = await site().world.post('room.create', { kind: 'direct', user: b.user }, a.token)
      const link = 'https://example.org/tour'
      const tell = async (text: string) => {
        const { seq } = await site().world.post('message.send', { room, id: uuid7(), text }, a.token)
        const { environment } = site().world
        await using bus = await connectBus([inject('backing').natsUrl], environment.prefix, makeLog('files', 'silent'))
        const previews = [{ link, title: 'A tour', description: 'Through the old town', site: 'Not the bank' }]
        await askOwner(bus, 'chat', 'previews', { room, message: seq, told: seq, previews })
      }
      await tell(`look: ${link}`)
      const [page, other] = [await site().pageOf(a), await site().pageOf(b)]
      await openRoom(page, 'Ben')
      await openRoom(other, 'Uma')
      const cards = (on: Page) => on.getByRole('region', { name: 'What its links lead to' })
      const title = cards(other).getByRole('link', { name: 'A tour' })
      await title.waitFor()
      expect(await title.getAttribute('href')).toBe(link)
      expect(await cards(other).textContent()).toContain('example.org · Not the bank')
      expect(await cards(other).getByRole('button').count()).toBe(0)
      await screenshot(other, 'preview')
      await cards(page).getByRole('button', { name: 'Remove what links lead to' }).click()
      await expect.poll(() => cards(other).count()).toBe(0)
      await tell(`and again: ${link}`)
      await cards(other).waitFor()
      await other.getByRole('button', { name: /your settings/ }).click()
      await other.getByLabel('Show what links lead to').uncheck()
      await expect.poll(() => other.locator('.previews').count()).toBe(0)
    })
  },
  { FILE_BYTES: '1500000' },
  { files: true },
)
