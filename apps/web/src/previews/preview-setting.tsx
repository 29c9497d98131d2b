import { Trans } from '@lingui/react/macro'
import { noteFault } from '../faults/faults.ts'
import { useShown } from './shown.ts'

/** Whether one is shown what links lead to. */
export const PreviewSetting = () => {
  const { shown, isShown } = useShown()
  if (isShown === undefined) return null
  return (
    <label className="setting">
      <input
        type="checkbox"
        checked={isShown}
        onChange={({ target: { checked } }) => void shown.set(checked).catch(noteFault)}
      />
      <Trans>Show what links lead to</Trans>
    </label>
  )
}
