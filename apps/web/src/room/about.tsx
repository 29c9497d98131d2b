import type { Message } from '@parley/client'
import { CloseIcon } from '../icons.tsx'
import { Said } from '../timeline/quote.tsx'

interface AboutProps {
  readonly title: string
  /** Not given where the field has its text. */
  readonly message?: Message
  readonly cancelLabel: string
  readonly onCancel: () => void
}

/** Above the field: which message it is about. */
export const About = ({ title, message, cancelLabel, onCancel }: AboutProps) => (
  <div className="about">
    <p>
      {title} {message && <Said by={message.by} text={message.text} />}
    </p>
    <button type="button" className="icon" aria-label={cancelLabel} onClick={onCancel}>
      <CloseIcon />
    </button>
  </div>
)
