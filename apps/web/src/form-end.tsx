import { Trans } from '@lingui/react/macro'
import { Fault } from './fault.tsx'

interface FormEndProps {
  /** Why it was not done. */
  readonly fault: string | undefined
  /** What it does. */
  readonly label: string
  readonly disabled: boolean
  readonly onCancel: () => void
  /** Where it is no form that does it. */
  readonly onDo?: () => void
  readonly className?: 'primary' | 'danger'
}

/** The last lines of what is filled in: what was wrong, and the two ways on. */
export const FormEnd = ({ fault, label, disabled, onCancel, onDo, className = 'primary' }: FormEndProps) => (
  <>
    <Fault text={fault} />
    <div className="buttons">
      <button type="button" className="quiet" onClick={onCancel}>
        <Trans>Cancel</Trans>
      </button>
      <button type={onDo ? 'button' : 'submit'} className={className} disabled={disabled} onClick={onDo}>
        {label}
      </button>
    </div>
  </>
)
