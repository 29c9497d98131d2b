/**
 * The texts of the page in its language. What `t` and `Trans` of Lingui become when the page is built calls this, and not Lingui's own: that
 * takes a name such as `<0/>` for a mark of the text, and `\u202e` within one for the character it names.
 */
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { cloneElement, createElement, Fragment, type ReactElement, type ReactNode } from 'react'
import { type Choices, type Compiled, spoken } from './spoken.ts'

type Values = Readonly<Record<string, ReactNode>>

interface Descriptor {
  readonly id: string
  /** In tests alone: what is built names a text by its id. */
  readonly message?: string
  readonly values?: Values
  readonly components?: Readonly<Record<string, ReactElement<{ readonly children?: ReactNode }>>>
}

/** What a message is made of: its own text, and what stands in it. */
type Piece = { readonly text: string } | { readonly value: ReactNode }

const chosen = (count: number, choices: Choices): Compiled => {
  const choice = choices[count] ?? choices[spoken().plurals.select(count)] ?? choices.other
  return typeof choice === 'number' ? String(choice) : (choice ?? '')
}

const piecesOf = (message: Compiled, values: Values, count?: number): readonly Piece[] =>
  (typeof message === 'string' ? [message] : message).flatMap((token): readonly Piece[] => {
    if (token === '#' && count !== undefined) return [{ text: count.toLocaleString(spoken().locale) }]
    if (typeof token === 'string') return [{ text: token }]
    const [name, type, choices] = token
    const value = values[name]
    return type === 'plural' && choices
      ? piecesOf(chosen(Number(value), choices), values, Number(value))
      : [{ value: value ?? '' }]
  })

const compiled = ({ id, message }: Descriptor): Compiled => {
  const known = spoken().messages[id]
  if (known !== undefined || process.env.NODE_ENV === 'production') return known ?? id
  return compileMessage(message ?? id) as Compiled
}

const pieces = (descriptor: Descriptor) => piecesOf(compiled(descriptor), descriptor.values ?? {})

export const i18n = {
  _: (descriptor: Descriptor): string =>
    pieces(descriptor)
      .map((piece) => ('text' in piece ? piece.text : String(piece.value)))
      .join(''),
}

interface Open {
  readonly name: string
  readonly children: ReactNode[]
}

const tag = /(<\/?\d+\/?>)/

/** The text with the elements of the code in it, which a language may put in another order. */
export const Trans = (descriptor: Descriptor): ReactNode => {
  const { components = {} } = descriptor
  const open: [Open, ...Open[]] = [{ name: '', children: [] }]
  const add = (node: ReactNode) => open.at(-1)?.children.push(node)
  const close = ({ name, children }: Open) => {
    const element = components[name] ?? createElement(Fragment)
    add(cloneElement(element, {}, ...(children.length > 0 ? children : [element.props.children])))
  }
  for (const piece of pieces(descriptor)) {
    if ('value' in piece) add(piece.value)
    else
      for (const part of piece.text.split(tag)) {
        const name = tag.test(part) ? part.replace(/\D/g, '') : undefined
        if (name === undefined) add(part)
        else if (part.endsWith('/>')) close({ name, children: [] })
        else if (part.startsWith('</')) close(open.pop() ?? open[0])
        else open.push({ name, children: [] })
      }
  }
  return createElement(Fragment, {}, ...open[0].children)
}
