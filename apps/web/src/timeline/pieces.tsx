/** The pieces of a message as elements: no more of them than its tree has, as each is drawn as itself. */
import { Trans } from '@lingui/react/macro'
import type { Image, Link, List, ListItem, Nodes, Table, TableCell, TableRow } from 'mdast'
import { createElement, Fragment, type ReactNode } from 'react'
import { withMentions } from '../mentions/mention.tsx'
import { tame } from '../tame.ts'
import { showsSomething, wordsOf } from './message-tree.ts'
import { otherPlace, safeLink } from './safe-link.ts'

/** `source` is the message as it was written: a piece of which one would see nothing is shown so. */
export const drawPiece = (node: Nodes, source: string): ReactNode => {
  switch (node.type) {
    case 'text':
      return withMentions(node.value)
    case 'paragraph':
      return <p>{drawAll(node, source)}</p>
    case 'heading':
      /** A heading of a message is none of the page. */
      return <p className="heading">{drawOrQuote(node, source)}</p>
    case 'strong':
      return <strong>{drawAll(node, source)}</strong>
    case 'emphasis':
      return <em>{drawAll(node, source)}</em>
    case 'delete':
      return <del>{drawAll(node, source)}</del>
    case 'inlineCode':
      return <code>{node.value}</code>
    case 'code':
      return (
        // What is wider than its place is scrolled by keyboard, too.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <pre tabIndex={0}>
          <code>{node.value}</code>
        </pre>
      )
    case 'blockquote':
      return <blockquote>{drawAll(node, source)}</blockquote>
    case 'list':
      return drawList(node, source)
    case 'link':
      return drawLink(node, source)
    case 'image':
      return drawImage(node, source)
    case 'break':
      return <br />
    case 'thematicBreak':
      return <hr />
    case 'table':
      return drawTable(node, source)
    default:
      return drawAll(node, source)
  }
}

export const drawAll = (node: Nodes, source: string): ReactNode =>
  'children' in node ? inOrder(node.children.map((child) => drawPiece(child, source))) : quote(node, source)

/** They never change places, so they need no keys. */
const inOrder = (pieces: readonly ReactNode[]): ReactNode => createElement(Fragment, null, ...pieces)

const drawOrQuote = (node: Nodes, source: string): ReactNode =>
  showsSomething(node) ? drawAll(node, source) : quote(node, source)

const quote = ({ position }: Nodes, source: string): string =>
  tame(source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0))

const drawList = (list: List, source: string): ReactNode => {
  const items = inOrder(list.children.map((item) => drawItem(item, list.spread ?? false, source)))
  return list.ordered ? <ol start={list.start ?? 1}>{items}</ol> : <ul>{items}</ul>
}

/** In a list without empty lines a paragraph is the item itself. */
const drawItem = (item: ListItem, isSpread: boolean, source: string): ReactNode => (
  <li>
    {typeof item.checked === 'boolean' && <input type="checkbox" checked={item.checked} disabled readOnly />}
    {inOrder(
      item.children.map((child) =>
        child.type === 'paragraph' && !isSpread && !item.spread ? drawAll(child, source) : drawPiece(child, source),
      ),
    )}
  </li>
)

const drawLink = (link: Link, source: string): ReactNode =>
  showsSomething(link) ? (
    <To address={link.url} label={wordsOf(link)}>
      {drawAll(link, source)}
    </To>
  ) : (
    quote(link, source)
  )

/** Loading a picture would tell its host who reads this, and when; so it is a link. */
const drawImage = (image: Image, source: string): ReactNode =>
  showsSomething(image) ? (
    <To address={image.url} label={image.alt ?? ''}>
      {image.alt}
    </To>
  ) : (
    quote(image, source)
  )

interface ToProps {
  readonly address: string
  /** What one reads of it. */
  readonly label: string
  readonly children: ReactNode
}

/** Where a label does not say to which place it leads, that is said beside it. */
const To = ({ address, label, children }: ToProps) => {
  const followed = safeLink(address)
  if (!followed) return <span>{children}</span>
  const place = otherPlace(label, followed, globalThis.location?.hostname)
  return (
    <a href={followed} target="_blank" rel="noopener noreferrer">
      {children}
      {place && ' '}
      {place && (
        <small className="leads-to">
          <Trans>leads to {place}</Trans>
        </small>
      )}
    </a>
  )
}

/** Rows are as long as they were written: filled up to the width of the first, one of a letter would be hundreds of cells. */
const drawTable = (table: Table, source: string): ReactNode => {
  if (!showsSomething(table)) return quote(table, source)
  const [head, ...rows] = table.children
  return (
    <div className="wide">
      <table>
        <thead>{head && drawRow(head, 'th', source)}</thead>
        {rows.length > 0 && <tbody>{inOrder(rows.map((row) => drawRow(row, 'td', source)))}</tbody>}
      </table>
    </div>
  )
}

const drawRow = (row: TableRow, kind: 'th' | 'td', source: string): ReactNode => (
  <tr>{inOrder(row.children.map((cell) => drawCell(cell, kind, source)))}</tr>
)

const drawCell = (cell: TableCell, Cell: 'th' | 'td', source: string): ReactNode => <Cell>{drawAll(cell, source)}</Cell>
