/** Somebody with an app that uses the SDK, a bot that does not, and scripts. */
import type { Session } from '@parley/client'
import { type Link, layLink } from '@parley/testcontainers/link'
import type { Chance } from '../../setup/seeded.ts'
import { type Ask, makeAsk } from './ask.ts'
import { openRawDevice, type RawDevice } from './raw-device.ts'
import { openSdkDevice, type SdkDevice } from './sdk-device.ts'

export interface Person extends AsyncDisposable {
  readonly name: string
  readonly user: string
  readonly token: () => Promise<string>
  readonly ask: Ask
  readonly app: SdkDevice
  readonly bot: RawDevice
  /** From the devices to the gateways, by the device's name. */
  readonly links: ReadonlyMap<string, Link>
}

export const deviceNames = (place: number) => ({ app: `app ${place}`, bot: `bot ${place}` })

/** Every second bot speaks MessagePack. */
const encodingOf = (place: number) => (place % 2 === 0 ? 'msgpack' : 'json')

export const nameOf = (place: number) => `Person ${place}`

/** Connects all devices of somebody. */
export const enter = async (
  place: number,
  session: Session,
  urls: readonly string[],
  chance: Chance,
): Promise<Person> => {
  await using scope = new AsyncDisposableStack()
  const { app: appName, bot: botName } = deviceNames(place)
  // Each begins at another gateway, and comes back by way of the next one.
  const order = place % 2 === 0 ? urls : urls.toReversed()
  const appLink = scope.use(await layLink(order))
  const botLink = scope.use(await layLink(order.toReversed()))
  const { host } = new URL(urls[0] as string)
  const app = scope.use(await openSdkDevice(appName, { url: appLink.url, host }, session, chance))
  const bot = scope.use(openRawDevice(botName, { url: botLink.url, host }, session, encodingOf(place)))
  const opened = scope.move()
  return {
    name: nameOf(place),
    user: session.user,
    token: session.token,
    ask: makeAsk(urls, session.token),
    app,
    bot,
    links: new Map([
      [appName, appLink],
      [botName, botLink],
    ]),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
