/**
 * A language for tests alone, made of the English catalogue: each letter has an accent, each text is a third longer and stands in brackets. What
 * is seen without accents is in no catalogue, and what has no room for it has none for German either.
 */
import { compileMessage, readCatalogue } from '@parley/web/testing'
import type { Locator, Page } from 'playwright-core'

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const accents = [...'àḅćďēḟĝĥĩĵķĺḿńōṕɋŕśţūṽŵẋŷžÀḄĆĎĒḞĜĤĨĴĶĹḾŃŌṔɊŔŚŢŪṼŴẊŶŽ']

export const accented = (text: string): string =>
  [...text].map((letter) => accents[plain.indexOf(letter)] ?? letter).join('')

type Compiled = ReturnType<typeof compileMessage>

const isTag = (part: string): boolean => /^<\/?\d+\/?>$/.test(part)

/** Elements stay, and so do values. */
const ofText = (text: string): string =>
  text
    .split(/(<\/?\d+\/?>)/)
    .map((part) => (isTag(part) ? part : accented(part)))
    .join('')

const ofTokens = (compiled: Compiled): unknown[] =>
  (typeof compiled === 'string' ? [compiled] : compiled).map((token) => {
    if (typeof token === 'string') return ofText(token)
    const [name, type, choices] = token
    return choices && typeof choices === 'object'
      ? [
          name,
          type,
          Object.fromEntries(
            Object.entries(choices).map(([key, of]) => [
              key,
              typeof of === 'string' || Array.isArray(of) ? ofTokens(of as Compiled) : of,
            ]),
          ),
        ]
      : token
  })

/** As long as a third of its letters, in words of their length. */
const padding = (message: string): string =>
  '····· '.repeat(message.length).slice(0, Math.ceil(message.replaceAll(/<[^>]*>|[{}]/g, '').length / 3))

export const pseudo = (message: string): unknown[] => {
  const [, before = '', , after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(message) ?? []
  return [`${before}[`, ...ofTokens(compileMessage(message.trim())), ` ${padding(message)}]${after}`]
}

/** In the place of the English catalogue, wherever this page asks for that. */
export const speakPseudo = async (page: Page): Promise<void> => {
  const english = Object.entries(await readCatalogue('en'))
  const messages = Object.fromEntries(english.map(([id, { message = '' }]) => [id, pseudo(message)]))
  const body = `export const messages = JSON.parse(${JSON.stringify(JSON.stringify(messages))})`
  await page
    .context()
    .route(/\/assets\/en-[^/]*\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body }))
}

const finders: ReadonlySet<string> = new Set(['getByRole', 'getByLabel', 'getByText', 'getByPlaceholder', 'getByTitle'])
const chained: ReadonlySet<string> = new Set(['first', 'last', 'nth', 'locator', 'filter'])

type Sought = string | RegExp | undefined | { readonly name?: string | RegExp; readonly exact?: boolean }

/** What a text is called for, in the pseudo-language; names of people and what they have said stay. */
const translated = (sought: Sought, isOfPage: (text: string) => boolean): Sought => {
  if (sought instanceof RegExp) {
    const source = sought.source.replaceAll(/[$^]/g, '')
    return new RegExp(`${source}|${source.replaceAll(/(?<!\\)[a-zA-Z]/g, accented)}`)
  }
  if (typeof sought === 'string') return isOfPage(sought) ? accented(sought) : sought
  if (sought === undefined) return sought
  const { exact: _, name, ...rest } = sought
  return { ...rest, ...(name === undefined ? {} : { name: translated(name, isOfPage) as string | RegExp }) }
}

/** A page on which things are found by their English texts, as on one that speaks English. */
export const foundInEnglish = async (page: Page): Promise<Page> => {
  const texts = Object.values(await readCatalogue('en')).map(({ message = '' }) => message)
  const isOfPage = (text: string) => texts.some((message) => message.includes(text))
  const wrap = <Of extends Page | Locator>(of: Of): Of =>
    new Proxy(of, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key)
        if (typeof value !== 'function') return value
        if (finders.has(String(key)))
          return (...sought: Sought[]) =>
            wrap(
              value.apply(
                target,
                sought.map((one) => (key === 'getByRole' && typeof one === 'string' ? one : translated(one, isOfPage))),
              ),
            )
        return chained.has(String(key)) ? (...given: unknown[]) => wrap(value.apply(target, given)) : value.bind(target)
      },
    })
  return wrap(page)
}
