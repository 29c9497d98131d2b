/** One exported thing, as its users see it: how it is written, what is said of it, and its members. */
import type { Declaration, Program } from 'oxc-parser'
import type { Source } from '../../check/source.ts'
import { docBefore } from './doc-comment.ts'
import type { Exported } from './exported.ts'
import { type Member, membersOf } from './members.ts'
import { callOf, textOf, typeOf } from './signature.ts'

export interface Declared {
  readonly name: string
  readonly about: string
  /** TypeScript; empty for classes and interfaces, whose members tell. */
  readonly signature: string
  /** What it has besides its own members. */
  readonly extends: readonly string[]
  readonly members: readonly Member[]
}

interface Found {
  readonly declaration: Declaration
  readonly about: string
}

const hasName = (declaration: Declaration, name: string): boolean => {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.some(({ id }) => id.type === 'Identifier' && id.name === name)
  return 'id' in declaration && declaration.id?.type === 'Identifier' && declaration.id.name === name
}

const declarationIn = (statement: Program['body'][number]): Declaration | undefined =>
  (statement.type === 'ExportNamedDeclaration' ? statement.declaration : (statement as Declaration)) ?? undefined

/** A name may stand for a value and for its type. */
const find = (source: Source, name: string): Found[] =>
  source.parsed.program.body.flatMap((statement) => {
    const declaration = declarationIn(statement)
    if (!declaration || !hasName(declaration, name)) return []
    return [{ declaration, about: docBefore(source, statement.start) }]
  })

const valueSignature = (source: Source, name: string, declaration: Declaration): string => {
  if (declaration.type === 'FunctionDeclaration') return `${name}${callOf(source, declaration)}`
  if (declaration.type === 'TSTypeAliasDeclaration') return `type ${textOf(source, declaration).replace(/^type /, '')}`
  if (declaration.type !== 'VariableDeclaration') return ''
  const { id, init } =
    declaration.declarations.find((one) => one.id.type === 'Identifier' && one.id.name === name) ?? {}
  if (init?.type === 'ArrowFunctionExpression') return `${name}${callOf(source, init)}`
  return `${name}: ${typeOf(source, id && 'typeAnnotation' in id ? id.typeAnnotation : undefined)}`
}

const parentsOf = (source: Source, declaration: Declaration): string[] => {
  if (declaration.type === 'TSInterfaceDeclaration')
    return declaration.extends.map(({ expression }) => textOf(source, expression))
  return declaration.type === 'ClassDeclaration' && declaration.superClass
    ? [textOf(source, declaration.superClass)]
    : []
}

export const declared = ({ name, source, local }: Exported): Declared => {
  const found = find(source, local)
  const last = found.at(-1)
  if (!last) throw new Error(`${source.path} does not declare ${local}`)
  const { declaration } = last
  return {
    name,
    about: found.map(({ about }) => about).findLast((about) => about !== '') ?? '',
    signature: valueSignature(source, local, declaration),
    extends: parentsOf(source, declaration),
    members: membersOf(source, declaration),
  }
}
