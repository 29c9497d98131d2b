import { useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { EmojiIcon } from '../icons.tsx'
import { useSpaceEmoji } from '../spaces/space-context.ts'
import { PickEmoji } from './pick-emoji.tsx'

interface EmojiButtonProps {
  /** What is to be written: an emoji, or the name of one of the space. */
  readonly onPick: (written: string) => void
}

/** Beside the field in which one writes. */
export const EmojiButton = ({ onPick }: EmojiButtonProps) => {
  const own = useSpaceEmoji()
  const [isOpen, setOpen] = useState(false)
  const pick = (picked: string) => {
    const name = own.find(({ emoji }) => emoji === picked)?.name
    setOpen(false)
    onPick(name === undefined ? picked : `:${name}:`)
  }
  return (
    <>
      <button type="button" className="icon" aria-label="Emoji" onClick={() => setOpen(true)}>
        <EmojiIcon />
      </button>
      {isOpen && (
        <Dialog title="Emoji" onClose={() => setOpen(false)}>
          <PickEmoji label="Write" onPick={pick} />
        </Dialog>
      )}
    </>
  )
}
