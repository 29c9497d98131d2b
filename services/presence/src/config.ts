import { redisUrl, whole } from '@parley/service-kit'

export const presenceConfig = {
  REDIS_URL: redisUrl('Redis, where it is kept who is there; it may be lost at any time'),
  OFFLINE_GRACE_MS: whole({
    about:
      'how long after their last connection somebody is seen as before, so that a page that is loaded anew shows to nobody; who becomes invisible is seen for as long',
    default: 5_000,
    min: 0,
    max: 60_000,
  }),
  SETTLE_MS: whole({
    about:
      'how long after a start, or after a fault of Redis or NATS, nobody is taken to be gone of whom nothing is heard: gateways say all they know within this time',
    default: 10_000,
    min: 0,
    max: 60_000,
  }),
}
