/** Declarations as whoever uses them writes them: without bodies, defaults and what they are made of. */
import type { Function as Fn, ParamPattern, Span, TSTypeAnnotation } from 'oxc-parser'
import type { Source } from '../../check/source.ts'

/** What has parameters and gives something. */
export interface Callable {
  readonly params: readonly (ParamPattern | Fn['params'][number])[]
  readonly returnType?: TSTypeAnnotation | null
  readonly typeParameters?: Span | null
}

/** A line feed that stands for a semicolon. */
const betweenMembers = /(?<![{;,|&=(<\s])\s*\n\s*(?=(readonly )?[\w[\]]+\??:)/g

export const textOf = ({ text }: Source, { start, end }: Span): string =>
  text
    .slice(start, end)
    .replaceAll(/\/\*.*?\*\/|\/\/.*$/gms, '')
    .replaceAll(betweenMembers, '; ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/, ([)}\]>])/g, ' $1')
    .replaceAll(/\(\s|\s\)/g, (bracket) => bracket.trim())
    .trim()

/** `: string` as `string`; nothing is `unknown`. */
export const typeOf = (source: Source, annotation: TSTypeAnnotation | null | undefined): string =>
  annotation ? textOf(source, annotation.typeAnnotation) : 'unknown'

const paramOf = (source: Source, param: Callable['params'][number]): string => {
  if (param.type === 'AssignmentPattern') {
    const { left } = param
    return left.type === 'Identifier' ? `${left.name}?: ${typeOf(source, left.typeAnnotation)}` : textOf(source, left)
  }
  if (param.type === 'ObjectPattern') return `options: ${typeOf(source, param.typeAnnotation)}`
  return textOf(source, param)
}

/** `<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>>` */
export const callOf = (source: Source, { params, returnType, typeParameters }: Callable): string => {
  const types = typeParameters ? textOf(source, typeParameters) : ''
  const given = params.map((param) => paramOf(source, param)).join(', ')
  return `${types}(${given})${returnType ? `: ${typeOf(source, returnType)}` : ''}`
}
