import { t } from '@lingui/core/macro'
import { Completions } from '../completions.tsx'
import { CloseIcon } from '../icons.tsx'
import type { Completion } from './completions.ts'

interface CompletionListProps {
  readonly completions: readonly Completion[]
  readonly onPick: (completion: Completion) => void
}

/** What one may be about to type behind a slash. */
export const CompletionList = ({ completions, onPick }: CompletionListProps) => (
  <Completions of={t`Commands`} items={completions} keyOf={({ text }) => text} onPick={onPick}>
    {({ label, about }) => (
      <>
        <b>{label}</b> <span>{about}</span>
      </>
    )}
  </Completions>
)

interface SlashLinesProps {
  readonly lines: readonly string[]
  readonly onClose: () => void
}

/** What a command had to tell: it is for this reader alone. */
export const SlashLines = ({ lines, onClose }: SlashLinesProps) =>
  lines.length > 0 && (
    <div className="about">
      <ul className="slash" role="status" aria-label={t`Only you see this`}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <button type="button" className="icon" aria-label={t`Close`} onClick={onClose}>
        <CloseIcon />
      </button>
    </div>
  )
