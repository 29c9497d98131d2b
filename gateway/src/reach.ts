/** Whether there is anybody behind this gateway: without any service it can answer nobody, and another one may. */
import { streamOwners } from '@parley/protocol'
import { askOwner, type Bus } from '@parley/service-kit'
import { identityOwner } from '@parley/wire'

/** An orchestrator that asks waits for a second. Where NATS knows of nobody, it says so at once. */
const withinMs = 900

/** One that answers is enough: a gateway is not taken away from all services for the sake of one that is down. */
export const reachesAny = async (bus: Pick<Bus, 'ask' | 'subjects'>): Promise<boolean> => {
  const heads = streamOwners.map((owner) => askOwner(bus, owner, 'heads', [], withinMs))
  const keys = askOwner(bus, identityOwner, 'keys', {}, withinMs)
  return Promise.any([keys, ...heads]).then(
    () => true,
    () => false,
  )
}
