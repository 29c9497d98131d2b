/**
 * The refresh token of a browser, where no script can read it. Over TLS the name begins with `__Host-`: a browser takes
 * such a cookie from this host alone, so that no page of a subdomain can slip its own session under somebody. Cookies do
 * not know ports, so the port is in the name: two platforms on one host do not take each other's.
 */
import type { Origin } from '@parley/service-kit'
import { stringifySetCookie } from 'cookie'
import { cookieSeconds } from './rules.ts'

/** Where the cookie goes. */
export interface Jar {
  readonly name: string
  readonly secure: boolean
  readonly path: string
}

/** What is kept in a cookie. */
export type Kept = 'refresh' | 'device'

const bareNameOf = (kept: Kept) => `parley_${kept}`
const bareName = bareNameOf('refresh')

/** For pages of this origin. */
export const jarOf = (
  { scheme, port }: Pick<Origin, 'scheme' | 'port'>,
  alwaysSecure: boolean,
  kept: Kept = 'refresh',
): Jar => {
  const bare = bareNameOf(kept)
  const name = port ? `${bare}_${port}` : bare
  const secure = alwaysSecure || scheme === 'https'
  return secure ? { name: `__Host-${name}`, secure, path: '/' } : { name, secure, path: '/auth' }
}

/** Where no script can read it, for so many seconds. */
export const cookieIn = ({ name, secure, path }: Jar, value: string, maxAge: number): string =>
  stringifySetCookie({ name, value, httpOnly: true, secure, sameSite: 'strict', path, maxAge })

/** Lives as long as the token. */
export const refreshCookie = (token: string, lifeMs: number, jar: Jar): string =>
  cookieIn(jar, token, cookieSeconds(lifeMs))

export const clearedCookie = (jar: Jar): string => cookieIn(jar, '', 0)

/** The cookie of releases that had one name for all. */
const formerJar = (secure: boolean): Jar => ({ name: bareName, secure, path: '/auth' })

export const clearedFormerCookie = (jar: Jar): readonly string[] =>
  jar.name === bareName ? [] : [clearedCookie(formerJar(jar.secure))]

/** Of today, and of the releases before: a token that was made since is good under no former name. */
const tokenForms = { own: /^[\w-]{44}$/, former: /^[\w-]{43}$/ }

/** More than this nobody has but by malice. */
const mostTokens = 8

const tokensNamed = (header: string, name: string, form: RegExp): readonly string[] => {
  const values = header.split(';').flatMap((pair) => {
    const [before = '', ...value] = pair.split('=')
    return before.trim() === name ? [value.join('=').trim()] : []
  })
  return [...new Set(values)].filter((value) => form.test(value)).slice(0, mostTokens)
}

/** More than one of a kind where a cookie of the same name was slipped in beside ours. Which is which nobody can tell. */
export interface Brought {
  readonly own: readonly string[]
  readonly former: readonly string[]
}

export const readRefreshCookies = (header: string | undefined, jar: Jar): Brought => ({
  own: tokensNamed(header ?? '', jar.name, tokenForms.own),
  former: tokensNamed(header ?? '', bareName, tokenForms.former),
})
