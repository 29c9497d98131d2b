import { useHere } from './here.ts'
import { Said } from './quote.tsx'
import { fullTime } from './times.ts'

interface MessageLinkProps {
  readonly seq: number
  readonly by: string
  /** When it was said, in milliseconds since 1970. */
  readonly at: number
  readonly text: string
  /** What it stands in is left. */
  readonly onGo: () => void
}

/** A line of a message in a list of some of this room. It leads to its place. */
export const MessageLink = ({ seq, by, at, text, onGo }: MessageLinkProps) => {
  const here = useHere()
  const go = () => {
    onGo()
    here.goTo(seq)
  }
  return (
    <button type="button" className="quiet pin" onClick={go}>
      <Said by={by} text={text} /> <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time>
    </button>
  )
}
