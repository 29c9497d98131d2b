/** What a package shows to others: the names that its entries export, and where each is declared. */
import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { Declaration, ModuleExportName, Program } from 'oxc-parser'
import { parseSource, type Source } from '../../check/source.ts'
import { root } from '../../repository.ts'

export interface Exported {
  readonly name: string
  /** The module that declares it, and its name there. */
  readonly source: Source
  readonly local: string
}

type Statement = Program['body'][number]

const parsed = new Map<string, Promise<Source>>()

/** `path` is relative to the repository. Each is read once. */
const sourceAt = (path: string): Promise<Source> => {
  const known = parsed.get(path) ?? readFile(join(root, path), 'utf8').then((text) => parseSource(path, text))
  parsed.set(path, known)
  return known
}

/** Where a module lies that another one names. */
const moduleAt = (path: string, specifier: string): string =>
  specifier.startsWith('.')
    ? posix.join(posix.dirname(path), specifier)
    : `packages/${specifier.replace('@parley/', '')}/src/index.ts`

const nameOf = (name: ModuleExportName): string => (name.type === 'Literal' ? name.value : name.name)

const namesIn = (declaration: Declaration): string[] => {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : []
}

const exportedIn = async (statement: Statement, source: Source): Promise<Exported[]> => {
  const { path } = source
  if (statement.type === 'ExportAllDeclaration') return exportedBy(moduleAt(path, statement.source.value))
  if (statement.type !== 'ExportNamedDeclaration') return []
  const { declaration, specifiers, source: from } = statement
  if (declaration) return namesIn(declaration).map((name) => ({ name, source, local: name }))
  if (!from) throw new Error(`${path} exports a list of its own names, which is not understood here`)
  const others = new Map((await exportedBy(moduleAt(path, from.value))).map((other) => [other.name, other]))
  return specifiers.map(({ local, exported }) => {
    const found = others.get(nameOf(local))
    if (!found) throw new Error(`${path} exports ${nameOf(local)}, which ${from.value} does not`)
    return { ...found, name: nameOf(exported) }
  })
}

/** Every name that a module exports, in the order in which it does. */
export const exportedBy = async (path: string): Promise<Exported[]> => {
  const source = await sourceAt(path)
  const all = await Promise.all(source.parsed.program.body.map((statement) => exportedIn(statement, source)))
  return [...new Map(all.flat().map((exported) => [exported.name, exported])).values()]
}
