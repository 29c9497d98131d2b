import { useId } from 'react'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  /** In characters. */
  readonly most: number
  readonly isRequired?: boolean
  /** Where what had the focus is gone. */
  readonly takesFocus?: boolean
  /** What holds where nothing is written. */
  readonly hint?: string
  readonly onChange: (value: string) => void
}

export const TextField = ({
  label,
  value,
  most,
  isRequired = false,
  takesFocus = false,
  hint,
  onChange,
}: TextFieldProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        required={isRequired}
        maxLength={most}
        autoComplete="off"
        dir="auto"
        placeholder={hint}
        // biome-ignore lint/a11y/noAutofocus: the button that had the focus is gone
        autoFocus={takesFocus}
        onChange={(change) => onChange(change.target.value)}
      />
    </div>
  )
}
