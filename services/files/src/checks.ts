/** What `parley check` looks for in the tables of files. */
import { type Checks, streamChecks } from '@parley/service-kit'
import { usageCounts } from './store/usage-counts.ts'

export const filesChecks: Checks = { ...streamChecks(), usage: usageCounts }
