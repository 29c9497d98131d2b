/** How the page looks on this device: kept by the browser, and put on the page before anything is shown (`public/boot.js`). */
import type { KeptStorage } from '../kept/kept-storage.ts'

/** What each may be; the first is that of the system, or what most like. */
export const looks = {
  scheme: ['system', 'light', 'dark'],
  contrast: ['system', 'more', 'usual'],
  density: ['comfortable', 'compact'],
  motion: ['system', 'less'],
} as const

export type Look = { readonly [Name in keyof typeof looks]: (typeof looks)[Name][number] }

const names = Object.keys(looks) as readonly (keyof Look)[]

/** `boot.js` reads it, too. */
const key = 'parley.look'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** What is kept may be of another release. */
export const readLook = (text: string | null): Look => {
  const kept = parsed(text)
  return lookOf((name) => kept[name])
}

/** Whatever says something else than there is says nothing. */
export const lookOf = (said: (name: keyof Look) => unknown): Look =>
  Object.fromEntries(
    names.map((name) => {
      const values: readonly unknown[] = looks[name]
      const value = said(name)
      return [name, values.includes(value) ? value : values[0]]
    }),
  ) as unknown as Look

const parsed = (text: string | null): Readonly<Record<string, unknown>> => {
  try {
    const kept: unknown = JSON.parse(text ?? '{}')
    return isObject(kept) ? kept : {}
  } catch {
    return {}
  }
}

/** What stands at the root of the page. Of contrast it is decided here, as colours of a deployment give way to it. */
export const attributesOf = (look: Look, wantsContrast: boolean): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(names.map((name) => [name, look[name]])),
  contrast: look.contrast === 'system' ? (wantsContrast ? 'more' : 'usual') : look.contrast,
})

const askedContrast = () => matchMedia('(prefers-contrast: more)')

const show = (look: Look, page: HTMLElement = document.documentElement): void => {
  for (const [name, value] of Object.entries(attributesOf(look, askedContrast().matches))) page.dataset[name] = value
}

export const lookIn = (storage: KeptStorage): Look => readLook(storage.getItem(key))

export const setLook = (storage: KeptStorage, look: Look): void => {
  storage.setItem(key, JSON.stringify(look))
  show(look)
}

/** From now on, also when the system comes to ask for something else. Gives what ends it, and what looks again. */
export const showLook = (find: () => Look, page: HTMLElement) => {
  const update = () => show(find(), page)
  const asked = askedContrast()
  asked.addEventListener('change', update)
  update()
  return { update, end: () => asked.removeEventListener('change', update) }
}
