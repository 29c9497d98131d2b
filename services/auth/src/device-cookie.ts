/** The device tokens of a browser, where no script can read them. They outlive a session: see `devices.ts`. */
import { parseCookie, stringifySetCookie } from 'cookie'

const name = 'parley_device'

/** Browsers keep a cookie no longer. It is set anew at each refresh. */
const lifeMs = 400 * 86_400_000

export const deviceCookie = (tokens: string, secure: boolean): string =>
  stringifySetCookie({
    name,
    value: tokens,
    httpOnly: true,
    secure,
    sameSite: 'strict',
    path: '/auth',
    expires: new Date(Date.now() + lifeMs),
  })

/** Undefined also for what cannot be ours. */
export const readDeviceCookie = (header: string | undefined): string | undefined => {
  const value = parseCookie(header ?? '')[name] ?? ''
  return /^[\w-]{64}(\.[\w-]{64}){0,4}$/.test(value) ? value : undefined
}
