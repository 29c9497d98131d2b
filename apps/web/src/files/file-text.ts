/** What is said of files. */
import { t } from '@lingui/core/macro'
import { errorText } from '../error-text.ts'
import { isFromServer } from '../faults/faults.ts'
import { spoken } from '../language/spoken.ts'

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const step = 1_024

/** As in `1.4 MB`; of 1,024 bytes to the kilobyte, as limits are counted. */
export const bytesText = (bytes: number): string => {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(step))))
  const unit = units[power] ?? 'byte'
  const style = {
    style: 'unit',
    unit,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }
  return new Intl.NumberFormat(spoken().locale, style as Intl.NumberFormatOptions).format(bytes / step ** power)
}

const inBytes: readonly string[] = ['FILE_BYTES', 'MESSAGE_FILE_BYTES', 'ACCOUNT_FILE_BYTES']

/** With the limit where one was reached. */
export const fileErrorText = (error: unknown): string => {
  const text = errorText(error)
  if (!isFromServer(error)) return text
  const { limit, most } = error.body
  if (typeof most !== 'number') return text
  if (inBytes.includes(String(limit))) return t`${text} The limit is ${bytesText(most)}.`
  return limit === 'IMAGE_PIXELS' ? t`${text} The limit is ${most / 1_000_000} megapixels.` : text
}
