import { useId } from 'react'

interface FieldProps {
  readonly label: string
  readonly name: string
  readonly autoComplete: string
  readonly type?: 'text' | 'password'
  readonly hint?: string
  /** What is in it at first. */
  readonly value?: string | undefined
  /** Why the last try was refused, where it was for this field. */
  readonly fault?: string | undefined
  readonly autoFocus?: boolean
  /** Whether it may be left empty. */
  readonly optional?: boolean
}

export const Field = ({
  label,
  name,
  autoComplete,
  type = 'text',
  hint,
  value,
  fault,
  autoFocus,
  optional = false,
}: FieldProps) => {
  const id = useId()
  const note = fault ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        required={!optional}
        defaultValue={value}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: the form is all there is on the page
        autoFocus={autoFocus}
        aria-invalid={fault ? true : undefined}
        aria-describedby={note && `${id}-note`}
      />
      {note && (
        <p id={`${id}-note`} className={fault ? 'fault' : 'hint'}>
          {note}
        </p>
      )}
    </div>
  )
}
