import {
  edgeConfig,
  flag,
  isNetwork,
  list,
  listOf,
  networksSetting,
  optional,
  originsSetting,
  redisUrl,
  text,
  url,
  whole,
} from '@parley/service-kit'
import { storeConfig } from './stores/kept.ts'

const mebibyte = 1_048_576

export const filesConfig = {
  ...edgeConfig,
  ALLOWED_ORIGINS: originsSetting(
    'origins besides our own whose pages may upload and read the answers, as in https://game.example.org; * lets all',
  ),
  TRUSTED_PROXIES: networksSetting(
    'gateways, where GATEWAY_KEY is not set: addresses, networks, loopback, linklocal or uniquelocal',
  ),
  ISSUER: text({ about: 'who issues the access tokens', default: 'parley' }),
  REDIS_URL: redisUrl('Redis, by which processes take turns with an upload; it may be lost at any time'),
  ...storeConfig,
  FILE_BYTES: whole({ about: 'bytes of one file at most', default: 10 * mebibyte, min: 1, max: 1_099_511_627_776 }),
  MESSAGE_FILE_BYTES: whole({
    about: 'bytes of the files of one message at most',
    default: 25 * mebibyte,
    min: 1,
    max: 1_099_511_627_776,
  }),
  ACCOUNT_FILE_BYTES: whole({
    about: 'bytes that one account stores at most, uploads under way included',
    default: 1_024 * mebibyte,
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
  }),
  ACCOUNT_FILES: whole({
    about: 'files that one account stores at most, uploads under way included',
    default: 10_000,
    min: 1,
    max: 100_000_000,
  }),
  UPLOADS_PER_ACCOUNT: whole({ about: 'uploads of one account under way at most', default: 20, min: 1, max: 10_000 }),
  UPLOAD_MS: whole({
    about: 'within which one request brings its bytes; less than REQUEST_MS of gateways, so that it is told what to do',
    default: 25_000,
    min: 100,
    max: 3_600_000,
  }),
  UPLOAD_MINUTES: whole({
    about: 'how long an upload may take, pauses included',
    default: 1_440,
    min: 1,
    max: 43_200,
  }),
  UNSENT_HOURS: whole({
    about: 'how long a file is kept that stands in no message',
    default: 24,
    min: 1,
    max: 8_760,
  }),
  LINK_SECONDS: whole({ about: 'how long a link to a file is good', default: 900, min: 10, max: 86_400 }),
  ARCHIVE_HOURS: whole({
    about: 'how long an archive is kept that somebody has asked for of all that there is of them',
    default: 168,
    min: 1,
    max: 8_760,
  }),
  ARCHIVE_EVERY_HOURS: whole({
    about: 'how long after an archive, that is gone, the next one may be asked for; 0: at once',
    default: 24,
    min: 0,
    max: 8_760,
  }),
  LINK_PREVIEWS: flag({
    about:
      'whether what links in messages lead to is looked up, and shown; hosts that people name learn of it from the address of this service. The same for chat',
    default: false,
  }),
  LINK_PREVIEW_MS: whole({
    about: 'within which a page is looked up, and then its picture, redirects included',
    default: 5_000,
    min: 100,
    max: 20_000,
  }),
  LINK_PREVIEW_HOURS: whole({
    about: 'how long what was found where a link leads serves other messages that have it',
    default: 24,
    min: 1,
    max: 720,
  }),
  LINK_PREVIEW_PORTS: listOf(
    'ports',
    (item) => /^[1-9]\d{0,4}$/.test(item) && Number(item) <= 65_535,
    list({ about: 'the ports at which links are looked up', default: ['80', '443'] }),
  ),
  LINK_PREVIEW_WITHIN: listOf(
    'addresses and networks such as 10.1.0.0/16',
    (item) => isNetwork(item) && /^[\da-f.:/]+$/i.test(item),
    list({
      about:
        'private addresses and networks that are looked at all the same, as in 10.1.0.0/16, with whatever they have: whoever may send a message has it shown. Not given: public addresses alone',
      default: [],
    }),
  ),
  CLAMD_URL: optional(
    url(['tcp', 'unix'], {
      about:
        'clamd, which looks for viruses, as in tcp://clamd:3310 or unix:///run/clamd.sock; its StreamMaxLength is FILE_BYTES or more. Files wait, unseen, until it has found nothing',
    }),
  ),
  SCAN_MS: whole({
    about: 'within which clamd looks at a file; where it takes longer, the file waits',
    default: 15_000,
    min: 100,
    max: 3_600_000,
  }),
  IMAGE_PIXELS: whole({
    about: 'pixels of an image at most, by what it says of itself before it is read',
    default: 40_000_000,
    min: 1,
    max: 268_000_000,
  }),
  IMAGE_MS: whole({ about: 'within which an image is made ready', default: 20_000, min: 100, max: 300_000 }),
  IMAGE_MEMORY_MB: whole({
    about: 'memory of the process that reads images; where it takes more it is ended',
    default: 768,
    min: 128,
    max: 16_384,
  }),
}
