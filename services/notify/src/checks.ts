/** What `parley check` looks for in the tables of notify. */
import { type Checks, streamChecks } from '@parley/service-kit'
import { unreadCounts } from './store/unread-counts.ts'

export const notifyChecks: Checks = { ...streamChecks(), 'unread-counts': unreadCounts }
