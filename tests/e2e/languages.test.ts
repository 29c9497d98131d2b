/** The page in a language that is longer than English, and in one that runs the other way. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { fill, type KnownWorld, written } from '../gallery/known-world.ts'
import { faultsOfTexts } from '../gallery/look-through.ts'
import { foundInEnglish, speakPseudo } from '../gallery/pseudo-language.ts'
import { inside, leave, outside, type State } from '../gallery/states.ts'
import { describeInBrowser } from './chromium.ts'
import { type Site, startSite } from './site.ts'
import { logIn } from './user.ts'

describeInBrowser('in another language', () => {
  let site: Site
  let world: KnownWorld

  beforeAll(async () => {
    site = await startSite(inject('backing'), {}, { files: true })
    world = await fill(site)
  })
  afterAll(() => site?.[Symbol.asyncDispose]())

  test('every text of every state comes from a catalogue, and has room', async () => {
    const opened = await site.visit({}, 'about:blank')
    opened.setDefaultTimeout(10_000)
    await speakPseudo(opened)
    const page = await foundInEnglish(opened)
    const faults: string[] = []
    const show = async (state: State) => {
      try {
        await state.go(page, world)
        await page.waitForTimeout(100) // what comes late has come
        for (const fault of await faultsOfTexts(opened, written)) faults.push(`${state.name}: ${fault}`)
        await opened.setViewportSize({ width: 360, height: 740 })
        for (const fault of await faultsOfTexts(opened, written)) faults.push(`${state.name} on a phone: ${fault}`)
        await opened.setViewportSize({ width: 1200, height: 760 })
      } catch (error) {
        faults.push(`${state.name}: could not be shown: ${String(error).split('\n')[0]}`)
      }
    }
    await page.goto(site.world.url)
    for (const state of outside) await show(state)
    await page.goto(`${site.world.url}/#/`)
    await page.reload()
    await logIn(page, world.alice)
    for (const state of inside) {
      await show(state)
      await leave(page)
    }
    expect([...new Set(faults)]).toEqual([])
  })
})
