/** Why an input is not taken, in the language of the page: the protocol gives the reason in English, to be read behind the name of a member. */
import { plural, t } from '@lingui/core/macro'
import { spoken } from './language/spoken.ts'

/** As the page calls what it asks for. */
const labels: Readonly<Record<string, string>> = {
  display_name: t`Display name`,
  email: t`E-mail address`,
  file: t`File`,
  name: t`Name`,
  password: t`Password`,
  picture: t`Picture`,
  topic: t`Topic`,
  username: t`Username`,
}

const atMost = (count: number): string =>
  plural(count, { one: 'It may have one character at most.', other: 'It may have # characters at most.' })

const atLeast = (count: number): string =>
  plural(count, { one: 'It must have a character at least.', other: 'It must have # characters at least.' })

const listAtMost = (count: number): string =>
  plural(count, { one: 'There may be one at most.', other: 'There may be # at most.' })

const listAtLeast = (count: number): string =>
  plural(count, { one: 'There must be one at least.', other: 'There must be # at least.' })

const notBelow = (least: number): string => t`It must be ${least} or more.`
const notAbove = (most: number): string => t`It must be ${most} or less.`

const missing = t`It is missing. Fill it in.`

const kinds: readonly (readonly [RegExp, string | ((count: number) => string)])[] = [
  [/^is (?:missing|empty)$/, missing],
  [/^is longer than (\d+) /, atMost],
  [/^has more than (\d+) characters/, atMost],
  [/^is shorter than (\d+) /, atLeast],
  [/^has \d+ items, and may have (\d+)$/, listAtMost],
  [/^has \d+ items, and must have (\d+)$/, listAtLeast],
  [/^is less than (-?\d+)$/, notBelow],
  [/^is more than (-?\d+)$/, notAbove],
  [/^is in the list already$/, t`It is there twice.`],
  [/^shows nothing$/, t`It shows nothing. Write something that one sees.`],
  [/^begins or ends with a blank$/, t`It begins or ends with a blank.`],
  [/^mixes letters/, t`It mixes letters of several scripts in one word.`],
  [/^has too many marks/, t`It has too many marks on one letter.`],
  [/^holds (?:U\+|half)/, t`It holds a character that may not stand there.`],
  [/^is no address that begins/, t`It is no address that begins with https:// or http://.`],
  [/^has a virus/, t`The scanner says that it has a virus.`],
]

const said = (why: string): string | undefined => {
  for (const [pattern, words] of kinds) {
    const found = pattern.exec(why)
    if (found) return typeof words === 'string' ? words : words(Number(found[1]))
  }
  return undefined
}

/** English has the reason itself, which says more. */
const otherwise = (why: string): string =>
  spoken().language === 'en' && !why.includes('`') ? t`It ${why}.` : t`It does not have the form that it has to have.`

/** `at` is a JSON pointer into the input. */
export const inputText = (at: unknown, why: string): string => {
  const [, member = ''] = /^\/(\w+)/.exec(String(at)) ?? []
  const label = Object.hasOwn(labels, member) ? labels[member] : undefined
  const words = said(why) ?? otherwise(why)
  return label ? t`Not accepted. ${label}: ${words}` : t`Not accepted. ${words}`
}
