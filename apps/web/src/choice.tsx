import type { ReactNode } from 'react'

interface ChoiceProps {
  readonly ticked: boolean
  readonly disabled?: boolean
  readonly onToggle: () => void
  readonly children: ReactNode
}

/** One of a list of which several may be ticked. */
export const Choice = ({ ticked, disabled = false, onToggle, children }: ChoiceProps) => (
  <li>
    <label className="choice">
      <input type="checkbox" checked={ticked} disabled={disabled} onChange={onToggle} />
      {children}
    </label>
  </li>
)
