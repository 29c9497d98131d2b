/** What an API server would refuse with `--validate=strict`. */
import * as models from '@kubernetes/client-node'
import type { Any, KubeObject } from './manifests.ts'

interface Attribute {
  readonly baseName: string
  /** `string`, `V1Container`, `Array<…>` or `{ [key: string]: …; }`. */
  readonly type: string
}
interface Model {
  getAttributeTypeMap(): Attribute[]
}

const modelNamed = (name: string) => (models as Any as Record<string, Model | undefined>)[name]

/** Fields that no schema has: misspelled, or in the wrong place. */
const unknownFields = (value: unknown, type: string, at: string): string[] => {
  const [, item] = /^Array<(.+)>$/.exec(type) ?? []
  if (item) return (value as unknown[]).flatMap((each, place) => unknownFields(each, item, `${at}/${place}`))
  const [, entry] = /^\{ \[key: string\]: (.+); \}$/.exec(type) ?? []
  if (entry) return Object.entries(value as object).flatMap(([key, each]) => unknownFields(each, entry, `${at}/${key}`))
  const model = /^V\d/.test(type) ? modelNamed(type) : undefined
  if (!model || typeof value !== 'object' || value === null) return []
  const attributes = new Map(model.getAttributeTypeMap().map(({ baseName, type: each }) => [baseName, each]))
  return Object.entries(value).flatMap(([key, each]) => {
    const known = attributes.get(key)
    return known === undefined ? [`${at}/${key} is unknown`] : unknownFields(each, known, `${at}/${key}`)
  })
}

/** Wrong types and values, and what is missing. */
const invalid = async (object: KubeObject): Promise<string[]> => {
  const path = `kubernetes-models/${object.apiVersion}`
  const kinds = await import(/* @vite-ignore */ path)
  try {
    new kinds[object.kind](object).validate()
    return []
  } catch (reason) {
    return [(reason as Error).message]
  }
}

export const schemaFaults = async (object: KubeObject): Promise<string[]> => {
  const [, version = ''] = /(?:^|\/)v(\w+)$/.exec(object.apiVersion) ?? []
  const type = `V${version}${object.kind}`
  if (!modelNamed(type)) return [`there is no kind ${object.kind} in ${object.apiVersion}`]
  return [...unknownFields(object, type, ''), ...(await invalid(object))]
}
