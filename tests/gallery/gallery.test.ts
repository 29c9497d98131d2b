/**
 * Goes through every screen and state of the web page, in every way that it is looked at, and writes a picture of each into `gallery/`.
 * A state that breaks a rule of WCAG 2.2 A or AA, as axe sees it, is told at the end.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { describeInBrowser } from '../e2e/chromium.ts'
import { type Site, startSite } from '../e2e/site.ts'
import { logIn } from '../e2e/user.ts'
import { fill, type KnownWorld } from './known-world.ts'
import { writeSmallPictures } from './small-pictures.ts'
import { inside, leave, outside, type State } from './states.ts'
import { prepare, type Variant, variants } from './variants.ts'

const folder = join(import.meta.dirname, '../../gallery')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is wrong, one line for each rule and place. */
const faultsOn = async (page: Page): Promise<string[]> => {
  await page.evaluate(`window.axe || (() => {${axe}})()`)
  const { violations } = (await page.evaluate((runOnly) => {
    const { axe: own } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } }
    return own.run({ runOnly, resultTypes: ['violations'] })
  }, tags)) as AxeResults
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target} ${html.slice(0, 160)}`),
  )
}

describeInBrowser('the gallery', () => {
  let site: Site
  let world: KnownWorld
  const faults: string[] = []

  beforeAll(async () => {
    site = await startSite(inject('backing'), {}, { files: true })
    world = await fill(site)
  })
  afterAll(() => site?.[Symbol.asyncDispose]())

  const show = async (page: Page, variant: Variant, state: State): Promise<void> => {
    try {
      await state.go(page, world)
      await page.waitForTimeout(300) // what comes late, such as pictures, has come
      await page.screenshot({ path: join(folder, variant.name, `${state.name}.png`) })
      for (const fault of await faultsOn(page)) faults.push(`${variant.name} ${state.name}: ${fault}`)
    } catch (error) {
      faults.push(`${variant.name} ${state.name}: could not be shown: ${String(error).split('\n')[0]}`)
      await page.screenshot({ path: join(folder, variant.name, `${state.name}.failed.png`) })
    }
  }

  test.each(variants)('is painted $name', async (variant) => {
    await mkdir(join(folder, variant.name), { recursive: true })
    const page = await site.visit(variant.options, 'about:blank')
    page.setDefaultTimeout(15_000)
    await prepare(page, variant)
    await page.goto(site.world.url)
    for (const state of outside) await show(page, variant, state)
    await page.goto(`${site.world.url}/#/`)
    await page.reload()
    await logIn(page, world.alice)
    for (const state of inside) {
      await show(page, variant, state)
      await leave(page)
    }
    await page.context().close()
  })

  test('has small pictures for the docs', () => writeSmallPictures(folder))

  test('breaks no rule of WCAG 2.2 in any state', () => {
    expect(faults).toEqual([])
  })
})
