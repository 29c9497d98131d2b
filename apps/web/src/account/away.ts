/** Going to an issuer to log in there, and coming back. What is good with the answer alone is kept in this tab meanwhile, and nowhere else. */
import type { Input, Output } from '@parley/protocol'

const key = 'parley.away'

type Purpose = 'log in' | 'link'

interface Away {
  readonly for: Purpose
  readonly binding: string
  /** What was open. */
  readonly hash: string
}

/** What somebody has come back with. */
export interface Back {
  readonly for: Purpose
  readonly input: Input<'session.arrive'>
}

export const goAway = (purpose: Purpose, { url, binding }: Output<'issuer.start'>): void => {
  const away: Away = { for: purpose, binding, hash: location.hash }
  sessionStorage.setItem(key, JSON.stringify(away))
  location.assign(url)
}

const takeAway = (): Away | undefined => {
  try {
    const away = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    sessionStorage.removeItem(key)
    return away ?? undefined
  } catch {
    return undefined // a browser that keeps nothing
  }
}

/** What the address says, which is taken out of it at once. Without what was kept the server says that it was not begun here. */
export const comeBack = (): Back | undefined => {
  const said = new URLSearchParams(location.search)
  const told = (name: string) => said.get(name) ?? undefined
  const [state, code, error, iss] = [told('state'), told('code'), told('error'), told('iss')]
  if (!state || (code === undefined && error === undefined)) return undefined
  const away = takeAway()
  history.replaceState(null, '', location.pathname + (away?.hash ?? ''))
  return { for: away?.for ?? 'log in', input: { binding: away?.binding ?? 'none', state, code, error, iss } }
}
