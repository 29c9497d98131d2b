/** Who may speak to whom, as the NetworkPolicies allow it. */
import {
  type Any,
  containerOf,
  type KubeObject,
  type Labels,
  type Manifests,
  podLabelsOf,
  selects,
} from './manifests.ts'

/** As in `chat`, or `migrate chat`. */
export const podName = (workload: KubeObject): string => containerOf(workload).args.join(' ')

/** A pod of ours by its name; addresses by their block; others by the labels of theirs and of their namespace. */
const peerNames = (manifests: Manifests, { podSelector, namespaceSelector, ipBlock, ...others }: Any): string[] => {
  if (Object.keys(others).length > 0) throw new Error(`${Object.keys(others)} is not understood`)
  if (ipBlock) return [`${ipBlock.cidr} but ${ipBlock.except.join(' ')}`]
  if (!namespaceSelector)
    return manifests
      .ours()
      .filter((workload) => selects(podSelector, podLabelsOf(workload)))
      .map(podName)
  const joined = (labels: Labels = {}) => Object.values(labels).join(' ') || 'any'
  return [`${joined(podSelector?.matchLabels)} in ${joined(namespaceSelector.matchLabels)}`]
}

const policiesOf = (manifests: Manifests, workload: KubeObject, type: 'Ingress' | 'Egress'): KubeObject[] =>
  manifests
    .ofKind('NetworkPolicy')
    .filter(({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, podLabelsOf(workload)))

/** No rule without ports or peers, which would allow all. */
const pairsOf = (rules: readonly Any[] = [], side: 'from' | 'to'): { readonly peer: Any; readonly port: Any }[] =>
  rules.flatMap((rule) => {
    if (!rule.ports?.length || !rule[side]?.length) throw new Error('a rule allows every port, or everybody')
    return rule[side].flatMap((peer: Any) => rule.ports.map(({ port }: Any) => ({ peer, port })))
  })

/** `a -> b:port` for all that this pod may begin and take. Throws where no policy holds it back. */
export const edgesOf = (manifests: Manifests, workload: KubeObject) => {
  const name = podName(workload)
  const [egress, ingress] = [policiesOf(manifests, workload, 'Egress'), policiesOf(manifests, workload, 'Ingress')]
  if (egress.length === 0 || ingress.length === 0) throw new Error(`nothing holds ${name} back`)
  const begins = egress.flatMap(({ spec }) =>
    pairsOf(spec.egress, 'to').flatMap(({ peer, port }) =>
      peerNames(manifests, peer).map((other) => `${name} -> ${other}:${port}`),
    ),
  )
  const takes = ingress.flatMap(({ spec }) =>
    pairsOf(spec.ingress, 'from').flatMap(({ peer, port }) =>
      peerNames(manifests, peer).map((other) => `${other} -> ${name}:${port}`),
    ),
  )
  return { begins: [...new Set(begins)].toSorted(), takes: [...new Set(takes)].toSorted() }
}
