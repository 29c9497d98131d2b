/** The stores that a deployment has: its folder, and one that speaks S3 where that is set. Each name in the tables says where its bytes lie. */
import { join } from 'node:path'
import { fail } from '@parley/protocol'
import { ConfigFaults, type ConfigOf, flag, type Log, oneOf, optional, text, url } from '@parley/service-kit'
import { openFolder } from './folder.ts'
import type { Store } from './store.ts'

export type Place = 'folder' | 's3'

export const storeConfig = {
  FILES_FOLDER: text({
    about: 'folder of the files, and of uploads under way; several processes share it',
    default: 'files',
  }),
  S3_URL: optional(
    url(['http', 'https'], {
      about: 'a store that speaks S3, in which files are kept; uploads under way stay in FILES_FOLDER',
    }),
  ),
  S3_PUBLIC_URL: optional(
    url(['http', 'https'], {
      about:
        'where browsers reach that store: whoever asks for a whole file is then sent there, by an address that is signed for a minute. Without it bytes go through the service',
    }),
  ),
  S3_DIRECT_UPLOADS: flag({
    about:
      'whether clients bring bytes to S3_PUBLIC_URL themselves, by addresses that are signed for their length; the service reads what came, and judges it as what comes by itself. The bucket has to let the origins of pages PUT (CORS)',
    default: false,
  }),
  S3_BUCKET: text({ about: 'its bucket, which is there and holds nothing else', default: 'parley' }),
  S3_REGION: text({ about: 'its region', default: 'us-east-1' }),
  S3_ACCESS_KEY: optional(text({ about: 'the id of the key to it', secret: true })),
  S3_SECRET_KEY: optional(text({ about: 'the key to it', secret: true })),
  FILES_KEPT_IN: optional(
    oneOf(['folder', 's3'], {
      about:
        'where what comes is kept, of folder and s3; what lies in the other is served from there. Not given: s3 where S3_URL is',
    }),
  ),
}

type Config = ConfigOf<typeof storeConfig>

/** All stores by where they are, and where what comes is kept. */
export interface Kept extends AsyncDisposable {
  readonly into: Place
  /** Those that are set up here. */
  readonly places: readonly Place[]
  /** Fails with UNAVAILABLE where it is not set up here. */
  at(place: Place): Store
}

const openSecond = async (config: Config, log: Log) => {
  const { S3_URL, S3_PUBLIC_URL, S3_ACCESS_KEY, S3_SECRET_KEY, S3_BUCKET, S3_REGION } = config
  if (!S3_URL) return undefined
  if (!S3_ACCESS_KEY || !S3_SECRET_KEY) throw new ConfigFaults(['S3_URL needs S3_ACCESS_KEY and S3_SECRET_KEY'])
  // Loaded by those who have one: it takes 30 MB.
  const { openS3 } = await import('./s3.ts')
  const address = { url: S3_URL, publicUrl: S3_PUBLIC_URL, bucket: S3_BUCKET, region: S3_REGION }
  return openS3({ ...address, accessKey: S3_ACCESS_KEY, secretKey: S3_SECRET_KEY }, log)
}

export const keptFolder = ({ FILES_FOLDER }: Pick<Config, 'FILES_FOLDER'>): string => join(FILES_FOLDER, 'kept')

export const openKept = async (config: Config, log: Log): Promise<Kept> => {
  const { S3_URL, FILES_KEPT_IN } = config
  if (FILES_KEPT_IN === 's3' && !S3_URL) throw new ConfigFaults(['FILES_KEPT_IN is s3, which needs S3_URL'])
  if (config.S3_DIRECT_UPLOADS && !config.S3_PUBLIC_URL)
    throw new ConfigFaults(['S3_DIRECT_UPLOADS needs S3_PUBLIC_URL'])
  const second = await openSecond(config, log)
  const folder = await openFolder(keptFolder(config))
  return {
    into: FILES_KEPT_IN ?? (second ? 's3' : 'folder'),
    places: second ? ['folder', 's3'] : ['folder'],
    at: (place) => (place === 'folder' ? folder : (second ?? fail('UNAVAILABLE', { retry_ms: 5_000 }))),
    [Symbol.asyncDispose]: async () => second?.[Symbol.dispose](),
  }
}
