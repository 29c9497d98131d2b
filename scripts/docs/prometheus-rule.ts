/** The alerts as an object for Prometheus' operator, and for those who apply the component of that name. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { root } from '../repository.ts'

const head = '# Made of deploy/observability/alerts.yaml by `npm run docs`.\n'

export const prometheusRule = async (): Promise<string> => {
  const { groups } = parse(await readFile(join(root, 'deploy/observability/alerts.yaml'), 'utf8'))
  const object = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'parley', namespace: 'parley', labels: { 'app.kubernetes.io/part-of': 'parley' } },
    spec: { groups },
  }
  return head + stringify(object, { lineWidth: 0 })
}
