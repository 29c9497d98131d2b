import { useId } from 'react'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly most: number
  readonly isRequired?: boolean
  readonly hint?: string
  readonly onChange: (value: string) => void
}

export const TextField = ({ label, value, most, isRequired = false, hint, onChange }: TextFieldProps) => {
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
        onChange={(change) => onChange(change.target.value)}
      />
    </div>
  )
}
