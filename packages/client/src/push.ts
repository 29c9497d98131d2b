/** Web Push in a browser: this device is woken for what one is told, also while no page is open. */
import type { Output } from '@parley/protocol'
import type { Parley } from './parley.ts'

/** What is used of a `PushSubscription`. */
interface Subscription {
  readonly endpoint: string
  readonly options: { readonly applicationServerKey: ArrayBuffer | null }
  toJSON(): { readonly keys?: Readonly<Record<string, string>> }
  unsubscribe(): Promise<boolean>
}

/** What is used of a `ServiceWorkerRegistration`. */
export interface PushRegistration {
  /** Of the browser. */
  readonly pushManager: {
    getSubscription(): Promise<Subscription | null>
    subscribe(options: {
      readonly userVisibleOnly: boolean
      readonly applicationServerKey: string
    }): Promise<Subscription>
  }
}

/** What is to come to this device. */
export interface PushWishes {
  /** Whether a push says who has said what. Not given: as it is, and false at first. */
  readonly content?: boolean
  /** By which one knows the device again. Not given: as it is, and nothing at first. */
  readonly label?: string
}

/** This device, as the server has it: `device` is its id, `at` since when, in milliseconds since 1970. */
export type PushDevice = Omit<Output<'push.subscribe'>, 'seq'>

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const isMadeWith = (key: string, { options: { applicationServerKey: made } }: Subscription): boolean =>
  made !== null && base64url(made) === key

/** Apple ends a subscription for pushes that show nothing. */
const withdraws = (endpoint: string): boolean => !new URL(endpoint).hostname.endsWith('.apple.com')

/**
 * Has this device woken; call it when its user asks for it, as the browser may ask them, and again each time that the page begins and
 * `isPushed` says so, as the key of the server or the subscription may be another one. Rejects as the browser does, or `parley.call`.
 */
export const startPush = async (
  parley: Parley,
  { pushManager }: PushRegistration,
  wishes: PushWishes = {},
): Promise<PushDevice> => {
  const { key } = await parley.call('push.key', {})
  const before = await pushManager.getSubscription()
  const isRight = before && isMadeWith(key, before)
  if (before && !isRight) await before.unsubscribe()
  const subscription = isRight
    ? before
    : await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  const { endpoint } = subscription
  const { p256dh = '', auth = '' } = subscription.toJSON().keys ?? {}
  const given = { endpoint, p256dh, auth, key, withdraws: withdraws(endpoint), ...wishes }
  const { seq: _, ...device } = await parley.call('push.subscribe', given)
  return device
}

/** Whether this device is woken, as far as its browser knows. */
export const isPushed = async ({ pushManager }: PushRegistration): Promise<boolean> =>
  (await pushManager.getSubscription()) !== null

/** Has this device woken no more; before one logs out, too. Rejects as `parley.call` does, and the browser takes nothing more all the same. */
export const stopPush = async (parley: Parley, { pushManager }: PushRegistration): Promise<void> => {
  const subscription = await pushManager.getSubscription()
  if (!subscription) return
  await subscription.unsubscribe()
  await parley.call('push.unsubscribe', { endpoint: subscription.endpoint })
}
