import { Component, memo, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkBreaks from 'remark-breaks'
import { chatSyntax } from './chat-syntax.ts'
import { safeLink } from './safe-link.ts'

/** Everything else is shown as the text in it. Raw HTML is text from the start. */
const elements = [
  'p',
  'br',
  'strong',
  'em',
  'del',
  'code',
  'pre',
  'blockquote',
  'ul',
  'ol',
  'li',
  'input',
  'a',
  'img',
  'hr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
]

const Link = ({ to, children }: { readonly to: string | undefined; readonly children: ReactNode }) => {
  const address = safeLink(to ?? '')
  if (!address) return <span>{children}</span>
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

/** A heading of a message is none of the page. */
const Heading = ({ children }: { readonly children?: ReactNode }) => <p className="heading">{children}</p>

const components: Components = {
  a: ({ href, children }) => <Link to={href}>{children}</Link>,
  /** Loading a picture would tell its host who reads this, and when; so it is a link. */
  img: ({ src, alt }) => <Link to={String(src ?? '')}>{alt || String(src)}</Link>,
  table: ({ children }) => (
    <div className="wide">
      <table>{children}</table>
    </div>
  ),
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
}

const plugins = [chatSyntax, remarkBreaks]

interface MarkdownProps {
  readonly text: string
}

/**
 * Quotes and lists within one another on one line. Reading them takes time with the square of their depth and more:
 * 4,000 quote marks, which one may send, would hold every reader's page for three seconds.
 */
const tooDeep = /^(?:[ \t]*(?:>|(?:[*+-]|\d{1,9}[.)])(?=[ \t]))){16}/m

export const Markdown = memo(({ text }: MarkdownProps) => {
  if (tooDeep.test(text)) return <AsWritten text={text} />
  return (
    <Guarded text={text}>
      <ReactMarkdown
        remarkPlugins={plugins}
        allowedElements={elements}
        unwrapDisallowed
        urlTransform={asItIs}
        components={components}
      >
        {text}
      </ReactMarkdown>
    </Guarded>
  )
})

/** `Link` decides what is followed. */
const asItIs = (url: string): string => url

const AsWritten = ({ text }: MarkdownProps) => <p className="as-written">{text}</p>

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
