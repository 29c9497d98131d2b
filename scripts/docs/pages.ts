/** Every file that is made and not written, or in part, by its path in the repository. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { protocolJson } from '@parley/protocol'
import { root } from '../repository.ts'
import { clientApiPage } from './client-api-page.ts'
import { configurationPage } from './configuration-page.ts'
import { dashboard } from './dashboard.ts'
import { composeFile } from './deployment/compose.ts'
import { kubernetesFiles } from './deployment/kubernetes.ts'
import { kubernetesPages } from './deployment/kubernetes-pages.ts'
import { helmChart } from './helm-chart.ts'
import { metricsPage } from './metrics-page.ts'
import { noticePage } from './notice-page.ts'
import { prometheusRule } from './prometheus-rule.ts'
import { proofPage } from './proof-page.ts'
import { protocolPage } from './protocol-page.ts'

/** Of one page; Node's own limit is a megabyte. */
const mostBytes = 33_554_432

/** In the form that the checks ask for. */
const inForm = (path: string, text: string): string => {
  const biome = join(root, 'node_modules/.bin/biome')
  const args = ['format', `--stdin-file-path=${path}`]
  const { status, stdout, stderr } = spawnSync(biome, args, {
    cwd: root,
    input: text,
    encoding: 'utf8',
    maxBuffer: mostBytes,
  })
  if (status !== 0) throw new Error(`${path} could not be formatted: ${stderr}`)
  return stdout
}

/** What is deployed, with the parts of it that follow from the table of services. The chart is made of these files. */
export const makeManifests = async (): Promise<Record<string, string>> =>
  Object.fromEntries([await composeFile(), ...(await kubernetesFiles()), ...(await kubernetesPages())])

export const makePages = async (): Promise<Record<string, string>> => {
  const pages = {
    'docs/protocol.md': await protocolPage(),
    'docs/protocol.json': JSON.stringify(protocolJson(), null, 2),
    'docs/configuration.md': await configurationPage(),
    'packages/client/API.md': await clientApiPage(),
    'docs/metrics.md': await metricsPage(),
    'docs/proof.md': await proofPage(),
    'deploy/observability/dashboard.json': JSON.stringify(dashboard(), null, 2),
  }
  const formed = Object.entries(pages).map(([path, text]) => [path, inForm(path, text)])
  return {
    ...Object.fromEntries(formed),
    NOTICE: await noticePage(),
    'deploy/k8s/components/prometheus-operator/prometheus-rule.yaml': await prometheusRule(),
    ...helmChart(),
  }
}
