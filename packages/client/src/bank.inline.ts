/** Plain data in the bundle, as `table.inline.ts` is. */
import { deploymentBank as id } from '@parley/protocol'

export const deploymentBank: string = id
