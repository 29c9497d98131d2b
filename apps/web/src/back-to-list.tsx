import { t } from '@lingui/core/macro'
import { BackIcon } from './icons.tsx'
import { listAddress } from './route.ts'

/** On a narrow screen what is in the middle covers the list. */
export const BackToList = () => (
  <a className="icon back" href={listAddress} aria-label={t`Back to the conversations`}>
    <BackIcon />
  </a>
)
