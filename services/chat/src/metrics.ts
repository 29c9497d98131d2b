/** What chat measures besides what every service does. */
import { followerMetrics, histogram, type Metrics, sizeBuckets } from '@parley/service-kit'

export const chatMetrics = {
  ...followerMetrics,
  parley_chat_send_batch_size: histogram('messages in one statement', sizeBuckets),
}

export const batchSize = (metrics: Metrics<typeof chatMetrics>) => {
  const sizes = metrics.parley_chat_send_batch_size.of()
  return (messages: number) => sizes.observe(messages)
}
