import { counter, followerMetrics, type Metrics } from '@parley/service-kit'

export const filesMetrics = {
  ...followerMetrics,
  parley_files_uploads_total: counter('uploads by how they ended', ['outcome']),
  parley_files_bytes_total: counter('bytes of files that came whole, and that were sent to readers', ['way']),
  parley_files_images_total: counter('images by how reading them ended', ['outcome']),
  parley_files_scans_total: counter('files that the scanner for viruses was asked of, by what it said', ['outcome']),
  parley_files_previews_total: counter('links that were looked up, by what was found or known', ['outcome']),
}

export type FilesMetrics = Metrics<typeof filesMetrics>

export interface Counts {
  uploaded(outcome: 'stored' | 'known' | 'refused', bytes?: number): void
  sent(bytes: number): void
  image(outcome: 'read' | 'refused' | 'ended'): void
  scanned(outcome: 'clean' | 'found' | 'failed'): void
  previewed(outcome: 'found' | 'nothing' | 'known'): void
}

/** Each series is there from the start, so that the first one shows as a change. */
export const countFiles = (metrics: FilesMetrics): Counts => {
  const uploads = metrics.parley_files_uploads_total
  const bytes = metrics.parley_files_bytes_total
  const images = metrics.parley_files_images_total
  const scans = metrics.parley_files_scans_total
  const previews = metrics.parley_files_previews_total
  for (const outcome of ['stored', 'known', 'refused']) uploads.of({ outcome })
  for (const way of ['in', 'out']) bytes.of({ way })
  for (const outcome of ['read', 'refused', 'ended']) images.of({ outcome })
  for (const outcome of ['clean', 'found', 'failed']) scans.of({ outcome })
  for (const outcome of ['found', 'nothing', 'known']) previews.of({ outcome })
  return {
    uploaded: (outcome, count = 0) => {
      uploads.of({ outcome }).value++
      bytes.of({ way: 'in' }).value += count
    },
    sent: (count) => {
      bytes.of({ way: 'out' }).value += count
    },
    image: (outcome) => {
      images.of({ outcome }).value++
    },
    scanned: (outcome) => {
      scans.of({ outcome }).value++
    },
    previewed: (outcome) => {
      previews.of({ outcome }).value++
    },
  }
}
