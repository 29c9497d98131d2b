/** The refresh token of a browser, where no script can read it. */
import { parseCookie, stringifySetCookie } from 'cookie'
import { cookieSeconds } from './rules.ts'

const name = 'parley_refresh'

const write = (value: string, maxAge: number, secure: boolean): string =>
  stringifySetCookie({ name, value, httpOnly: true, secure, sameSite: 'strict', path: '/auth', maxAge })

/** Lives as long as the token: until `until`, in milliseconds since 1970. */
export const refreshCookie = (token: string, until: number, secure: boolean): string =>
  write(token, cookieSeconds(until, Date.now()), secure)

export const clearedCookie = (secure: boolean): string => write('', 0, secure)

/** Undefined also for what cannot be a token of ours. */
export const readRefreshCookie = (header: string | undefined): string | undefined => {
  const value = parseCookie(header ?? '')[name] ?? ''
  return /^[\w-]{43}$/.test(value) ? value : undefined
}
