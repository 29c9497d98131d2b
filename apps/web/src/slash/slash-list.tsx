import { Completions } from '../completions.tsx'
import { CloseIcon } from '../icons.tsx'
import { type SlashCommand, usageOf } from './slash-text.ts'

interface CommandListProps {
  readonly commands: readonly SlashCommand[]
  readonly onPick: (command: SlashCommand) => void
}

/** The commands that one may be about to type. */
export const CommandList = ({ commands, onPick }: CommandListProps) => (
  <Completions of="Commands" items={commands} keyOf={({ name }) => name} onPick={onPick}>
    {(command) => (
      <>
        <b>{usageOf(command)}</b> <span>{command.about}</span>
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
      <ul className="slash" role="status" aria-label="Only you see this">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <button type="button" className="icon" aria-label="Close" onClick={onClose}>
        <CloseIcon />
      </button>
    </div>
  )
