/** Whether a server lets no page of this origin in. A browser tells such a page as little as it tells of one that is down. */
import { addressOf } from './options.ts'

const patienceMs = 5_000

/** The origin of this page where somebody is there whose answers it may not read; nothing where that is not the way. */
export const barredOrigin = async (url: string, fetch: typeof globalThis.fetch): Promise<string | undefined> => {
  const { location } = globalThis
  const address = addressOf(url, '')
  if (!location || location.origin === address.origin) return undefined
  const signal = AbortSignal.timeout(patienceMs)
  return fetch(address, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal }).then(
    () => location.origin,
    () => undefined,
  )
}
