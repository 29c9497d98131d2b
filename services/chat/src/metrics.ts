/** What chat measures besides what every service does. */
import { followerMetrics, histogram, sizeBuckets } from '@parley/service-kit'

export const chatMetrics = {
  ...followerMetrics,
  parley_chat_send_batch_size: histogram('messages in one statement', sizeBuckets),
}
