/** What a container finds in its environment. */
import { type Any, containerOf, type KubeObject, type Manifests } from './manifests.ts'

export interface Variable {
  readonly name: string
  /** Undefined where it comes from a Secret that is not among the manifests. */
  readonly value: string | undefined
  readonly secret?: { readonly name: string; readonly key: string }
}

const secretVariable = (manifests: Manifests, name: string, { name: secret, key }: Any): Variable => {
  const [found] = manifests.ofKind('Secret').filter(({ metadata }) => metadata.name === secret)
  if (!found) return { name, value: undefined, secret: { name: secret, key } }
  const value = found.data[key]
  if (value === undefined) throw new Error(`the Secret ${secret} has no ${key}`)
  return { name, value: Buffer.from(value, 'base64').toString(), secret: { name: secret, key } }
}

export const variablesOf = (manifests: Manifests, workload: KubeObject): Map<string, Variable> => {
  const { env = [], envFrom = [] } = containerOf(workload)
  const given: Variable[] = [
    ...envFrom.flatMap(({ configMapRef }: Any) =>
      Object.entries(manifests.get('ConfigMap', configMapRef.name).data).map(([name, value]) => ({ name, value })),
    ),
    ...env.map(({ name, value, valueFrom }: Any) =>
      value === undefined ? secretVariable(manifests, name, valueFrom.secretKeyRef) : { name, value },
    ),
  ]
  return new Map(given.map((variable) => [variable.name, variable]))
}
