import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { inOnePiece, inPieces } from './apart.tsx'

interface ConfirmProps {
  readonly label: string
  /** The label in full, where it alone does not tell what it is about. */
  readonly name?: string
  /** What is asked before it is done. */
  readonly question: string
  readonly onConfirm: () => void
  readonly className?: string
}

/** A button that asks once more, in its own place. The focus follows, first onto the answer that does nothing. */
export const Confirm = ({ label, name, question, onConfirm, className = 'quiet' }: ConfirmProps) => {
  const [step, setStep] = useState<'idle' | 'asking' | 'refused'>('idle')
  if (step === 'asking') return <Question question={question} onYes={onConfirm} onNo={() => setStep('refused')} />
  return (
    <button
      type="button"
      className={className}
      aria-label={name}
      // biome-ignore lint/a11y/noAutofocus: the button that had the focus is gone
      autoFocus={step === 'refused'}
      onClick={() => setStep('asking')}
    >
      {label}
    </button>
  )
}

interface QuestionProps {
  readonly question: string
  readonly onYes: () => void
  readonly onNo: () => void
}

/** What is asked in the place of the button that was pressed. */
export const Question = ({ question, onYes, onNo }: QuestionProps) => (
  <fieldset className="confirm" aria-label={inOnePiece(question)}>
    <span>{inPieces(question)}</span>
    <button type="button" className="danger" onClick={onYes}>
      <Trans>Yes</Trans>
    </button>
    <button
      type="button"
      className="quiet"
      // biome-ignore lint/a11y/noAutofocus: the button that had the focus is gone
      autoFocus
      onClick={onNo}
    >
      <Trans>No</Trans>
    </button>
  </fieldset>
)
