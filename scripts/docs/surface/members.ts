/** The public members of a class or an interface. */
import type { ClassElement, Declaration, PropertyKey, TSSignature } from 'oxc-parser'
import type { Source } from '../../check/source.ts'
import { docBefore, isInternal } from './doc-comment.ts'
import { callOf, textOf, typeOf } from './signature.ts'

export interface Member {
  readonly name: string
  /** Of what can be called: as it is called. Of a property: its type. */
  readonly signature: string
  readonly kind: 'property' | 'method'
  readonly about: string
}

type Element = ClassElement | TSSignature

const keyOf = (source: Source, key: PropertyKey, computed: boolean): string =>
  computed ? `[${textOf(source, key)}]` : textOf(source, key)

const method = (name: string, call: string) => ({ name, signature: `${name}${call}`, kind: 'method' as const })
const property = (name: string, type: string) => ({ name, signature: type, kind: 'property' as const })

/** `(listener: () => void) => () => void` as `(listener: () => void): () => void`: it is called like a method. */
const ofType = (source: Source, name: string, element: { typeAnnotation?: Parameters<typeof typeOf>[1] }) => {
  const type = element.typeAnnotation?.typeAnnotation
  return type?.type === 'TSFunctionType'
    ? method(name, callOf(source, type))
    : property(name, typeOf(source, element.typeAnnotation))
}

const shapeOf = (source: Source, owner: string, element: Element): Omit<Member, 'about'> | undefined => {
  if (!('key' in element) || element.key.type === 'PrivateIdentifier') return undefined
  const isStatic = 'static' in element && element.static
  const name = `${isStatic ? `${owner}.` : ''}${keyOf(source, element.key, element.computed)}`
  const optional = 'optional' in element && element.optional ? '?' : ''
  switch (element.type) {
    case 'MethodDefinition':
      if (element.kind === 'constructor') return method(`new ${owner}`, callOf(source, element.value))
      if (element.kind === 'get') return property(name, typeOf(source, element.value.returnType))
      return method(name, callOf(source, element.value))
    case 'TSMethodSignature':
      return method(name, callOf(source, element))
    case 'PropertyDefinition':
      if (element.value?.type === 'ArrowFunctionExpression') return method(name, callOf(source, element.value))
      return ofType(source, name, element)
    case 'TSPropertySignature':
      return ofType(source, `${name}${optional}`, element)
    default:
      return undefined
  }
}

const elementsOf = (declaration: Declaration): readonly Element[] => {
  if (declaration.type === 'TSInterfaceDeclaration') return declaration.body.body
  return declaration.type === 'ClassDeclaration' ? declaration.body.body : []
}

const isPrivate = (element: Element): boolean => 'accessibility' in element && element.accessibility === 'private'

export const membersOf = (source: Source, declaration: Declaration): Member[] => {
  const owner = 'id' in declaration && declaration.id?.type === 'Identifier' ? declaration.id.name : ''
  return elementsOf(declaration).flatMap((element) => {
    const shape = isPrivate(element) ? undefined : shapeOf(source, owner, element)
    const about = docBefore(source, element.start)
    return shape && !isInternal(about) ? [{ ...shape, about }] : []
  })
}
