import { edgeConfig, flag, networksSetting, oneOf, optional, setting, text, url, whole } from '@parley/service-kit'
import { isSecret } from './push/relay.ts'
import { publicOf } from './push/vapid.ts'

/** What is wrong with a secret is told without it. */
const checked = <V>(value: V, isRight: boolean, what: string): V => {
  if (!isRight) throw new Error(`must be ${what}`)
  return value
}

const key = '32 bytes of P-256 in base64url'
const contact = 'an address as mailto:push@chat.example.org, or a page of https'
const secrets = 'secrets as whsec_ and 24 to 64 bytes in base64, separated by commas'

export const notifyConfig = {
  ...edgeConfig,
  TRUSTED_PROXIES: networksSetting(
    'gateways, where GATEWAY_KEY is not set: addresses, networks, loopback, linklocal or uniquelocal',
  ),
  INBOX_DAYS: whole({
    about: 'days for which notifications are kept. What is older when it comes to be known is told to nobody',
    default: 90,
    min: 1,
    max: 3_650,
  }),
  VAPID_PRIVATE_KEY: optional(
    setting(
      key,
      {
        about:
          'the key that push services know this deployment by. Another one holds for new subscriptions, and those made before go on with theirs. Without it one is made',
        secret: true,
      },
      (value) => checked(value, publicOf(value) !== undefined, key),
    ),
  ),
  VAPID_DAYS: whole({
    about: 'age in days at which a key that was made here gives way to another one for new subscriptions; 0: never',
    default: 0,
    min: 0,
    max: 3_650,
  }),
  PUSH_CONTACT: setting(
    contact,
    {
      about: 'where push services may write to whoever runs this; Apple takes no push without an address that is real',
      default: 'mailto:postmaster@example.com',
    },
    (value) => checked(value, /^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(value), contact),
  ),
  PUSH_HOLD_SECONDS: whole({
    about:
      'how long a push waits where another device of the person is in use, so that it is not sent for what they read at once',
    default: 15,
    min: 0,
    max: 600,
  }),
  PUSH_SECONDS: whole({
    about:
      'how long a push service keeps what it cannot deliver yet, and how long it is tried again where that takes nothing',
    default: 86_400,
    min: 60,
    max: 2_419_200,
  }),
  PUSH_TO_PRIVATE: flag({
    about:
      'whether push endpoints may have private addresses, as of a push service of your own. Anybody may then have requests made there',
    default: false,
  }),
  PUSH_CA_FILE: optional(
    text({ about: 'certificates in PEM that push services and the relay may be signed by, beside the usual ones' }),
  ),
  RELAY_URL: optional(
    url(['https', 'http'], {
      about:
        'where all that may ring is posted for devices of your own, signed as Standard Webhooks says. Without it nothing is',
    }),
  ),
  RELAY_SECRETS: setting<readonly string[]>(
    secrets,
    {
      about:
        'what this is signed with. With several each request bears a signature by each, so that one can be replaced by another',
      default: [],
      secret: true,
    },
    (value) => {
      const all = value.split(',').map((one) => one.trim())
      return checked(all, all.every(isSecret), secrets)
    },
  ),
  DIGEST: oneOf(['never', 'hourly', 'daily'], {
    about:
      'how often people are sent mail about what they have not read who have said nothing of it, at most. It needs PUBLIC_URL here, and MAIL_URL of auth',
    default: 'never',
  }),
  DIGEST_AWAY_MINUTES: whole({
    about: 'for how long nobody has sat before any device of somebody who is sent such mail',
    default: 30,
    min: 1,
    max: 10_080,
  }),
  DIGESTS_PER_MINUTE: whole({
    about: 'such mails that leave in a minute, of all processes together; what is due beyond that waits',
    default: 120,
    min: 6,
    max: 100_000,
  }),
}
