/** In which ways each state is looked at. */
import type { BrowserContextOptions, Page } from 'playwright-core'

export interface Variant {
  readonly name: string
  readonly options: BrowserContextOptions
  /** What somebody has chosen on the page (apps/web/src/look). */
  readonly look?: Readonly<Record<string, string>>
  /** Turns the page round, as a language would. */
  readonly direction?: 'rtl'
}

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }

export const variants: readonly Variant[] = [
  { name: 'light', options: { colorScheme: 'light' } },
  { name: 'dark', options: { colorScheme: 'dark' } },
  { name: 'phone', options: { ...phone, colorScheme: 'light' } },
  { name: 'phone-dark', options: { ...phone, colorScheme: 'dark' } },
  // As a browser of 1200 by 760 shows it at 200%.
  { name: 'twice', options: { viewport: { width: 600, height: 380 }, deviceScaleFactor: 2 } },
  { name: 'forced', options: { forcedColors: 'active', colorScheme: 'dark' } },
  { name: 'contrast', options: { contrast: 'more', colorScheme: 'light' } },
  { name: 'compact', options: { colorScheme: 'dark' }, look: { density: 'compact', scheme: 'dark' } },
  { name: 'rtl', options: { colorScheme: 'light' }, direction: 'rtl' },
]

/** Before the first script of the page runs. */
export const prepare = async (page: Page, { look, direction }: Variant): Promise<void> => {
  if (look) await page.addInitScript((kept) => localStorage.setItem('parley.look', kept), JSON.stringify(look))
  if (direction)
    await page.addInitScript((dir) => {
      document.addEventListener('DOMContentLoaded', () => {
        document.documentElement.dir = dir
      })
    }, direction)
}
