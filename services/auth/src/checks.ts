/** What `parley check` looks for in auth's tables, in the order in which it is mended. */
import { type Checks, streamChecks } from '@parley/service-kit'
import { nameless, untold } from './store/checks/accounts.ts'
import { lookAlikes, unworded } from './store/checks/names.ts'

export const authChecks: Checks = { ...streamChecks(), untold, nameless, unworded, 'look-alikes': lookAlikes }
