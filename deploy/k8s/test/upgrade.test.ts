/** An upgrade as the page tells it, with the real kubectl. */
import { processes } from '@parley/platform'
import { describe, expect, test } from 'vitest'
import { startApiServer } from './api-server.ts'
import { type Any, hasKubectl } from './manifests.ts'
import { openShell } from './shell.ts'

const overlay = 'deploy/k8s/overlays/production'
const upgrade = `sh deploy/k8s/upgrade.sh ${overlay}`
const complete = { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] }
const failed = {
  failed: 1,
  conditions: [
    { type: 'FailureTarget', status: 'True' },
    { type: 'Failed', status: 'True' },
  ],
}

/** A pod of the Job that ended, with what it said. */
const podOf = ({ metadata, spec }: Any, log: string) => ({
  metadata: {
    name: `${metadata.name}-abcde`,
    labels: { ...spec.template.metadata.labels, 'job-name': metadata.name },
    annotations: { log },
  },
  spec: { containers: spec.template.spec.containers },
  status: { phase: 'Failed' },
})
const pods = (name: string) => ({ groupVersion: 'v1', resource: 'pods', namespace: 'parley', name })

describe.skipIf(!hasKubectl)('an upgrade', () => {
  test('ends as soon as a migration has failed, says why, and has changed nothing else', async () => {
    const said = 'migration service 4 more failed: column "x" does not exist'
    await using server = await startApiServer({
      job: (job, objects) => {
        if (!job.metadata.name.includes('chat')) return complete
        const pod = podOf(job, said)
        objects.create(pods(pod.metadata.name), pod)
        return failed
      },
    })
    using shell = await openShell(server)
    await shell.run('kubectl apply -f deploy/k8s/base/namespace.yaml')
    const { code, output, errors } = await shell.run(upgrade)
    expect(code).toBe(1)
    expect(output).toContain(said)
    expect(errors).toContain('parley-migrate-chat-0.1.0 failed. Nothing else was changed.')
    expect(server.objects.all().filter(({ kind }) => kind === 'Deployment')).toEqual([])
  }, 60_000)

  test('that failed can be repeated when its reason is mended', async () => {
    let broken = true
    await using server = await startApiServer({ job: () => (broken ? failed : complete) })
    using shell = await openShell(server)
    await shell.run('kubectl apply -f deploy/k8s/base/namespace.yaml')
    expect((await shell.run(upgrade)).code).toBe(1)
    broken = false
    expect(await shell.run(upgrade)).toMatchObject({ code: 0, errors: '' })
    expect(server.objects.all().filter(({ kind }) => kind === 'Deployment')).toHaveLength(processes.size)
  }, 60_000)

  test('waits while a migration finds no Postgres, and tells so once', async () => {
    const said = 'connect ECONNREFUSED (this may pass: try again)'
    await using server = await startApiServer({
      job: (job, objects) => {
        if (!job.metadata.name.includes('chat')) return complete
        const pod = podOf(job, said)
        objects.create(pods(pod.metadata.name), pod)
        const place = { groupVersion: 'batch/v1', resource: 'jobs', namespace: 'parley', name: job.metadata.name }
        setTimeout(() => objects.setStatus(place, { failed: 1, ...complete }), 1_500)
        return { failed: 1, active: 1 }
      },
    })
    using shell = await openShell(server)
    await shell.run('kubectl apply -f deploy/k8s/base/namespace.yaml')
    const { code, output } = await shell.run(upgrade)
    expect(code).toBe(0)
    expect(output.split(said)).toHaveLength(2)
  }, 60_000)

  test('removes settings and migrations that no release uses, and nothing else', async () => {
    await using server = await startApiServer()
    using shell = await openShell(server)
    await shell.run('kubectl apply -f deploy/k8s/base/namespace.yaml')
    await shell.run(
      `kubectl kustomize ${overlay} | sed 's/0\\.1\\.0/0.0.9/; s/-0\\.1\\.0/-0.0.9/; s/parley-all-[a-z0-9]*/parley-all-before/' | kubectl apply -f -`,
    )
    const mine = 'kubectl -n parley create configmap mine --from-literal=a=b'
    await shell.run(mine)
    const names = () => server.objects.all().map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    expect(names()).toEqual(expect.arrayContaining(['Job parley-migrate-chat-0.0.9', 'ConfigMap parley-all-before']))
    expect(await shell.run(upgrade)).toMatchObject({ code: 0 })
    expect(names().filter((name) => /0\.0\.9|before/.test(name))).toEqual([])
    expect(names()).toEqual(expect.arrayContaining(['Job parley-migrate-chat-0.1.0', 'ConfigMap mine']))
  }, 60_000)
})

describe.skipIf(!hasKubectl).each(['dev', 'production', 'openshift', 'ipv6'])('%s', (name) => {
  test('that is applied again is unchanged', async () => {
    await using server = await startApiServer()
    using shell = await openShell(server)
    const apply = `kubectl apply -k deploy/k8s/overlays/${name}`
    await shell.run(apply)
    const { code, output } = await shell.run(apply)
    expect(code).toBe(0)
    const lines = output.trim().split('\n')
    expect(lines.length).toBeGreaterThan(25)
    // kubectl sends the selector of a budget each time, whatever there is: nothing changes by it.
    const changed = lines.filter((line) => !line.startsWith('poddisruptionbudget') && !line.endsWith(' unchanged'))
    expect(changed).toEqual([])
  }, 60_000)
})
