import { Trans } from '@lingui/react/macro'
import { Component, memo, type ReactNode } from 'react'
import { isVisible, tame } from '../tame.ts'
import { readMessage } from './message-tree.ts'
import { drawAll } from './pieces.tsx'

interface MarkdownProps {
  readonly text: string
}

export const Markdown = memo(({ text }: MarkdownProps) => (
  <Guarded text={text}>
    <LaidOut text={text} />
  </Guarded>
))

const LaidOut = ({ text }: MarkdownProps) => {
  const root = readMessage(text)
  return root ? drawAll(root, text) : <AsWritten text={text} />
}

const AsWritten = ({ text }: MarkdownProps) =>
  isVisible(text) ? (
    <p className="as-written">{tame(text)}</p>
  ) : (
    <p className="hint">
      <Trans>A message without a letter.</Trans>
    </p>
  )

/** One message that cannot be laid out must not take the page with it. */
class Guarded extends Component<MarkdownProps & { readonly children: ReactNode }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? <AsWritten text={this.props.text} /> : this.props.children
  }
}
