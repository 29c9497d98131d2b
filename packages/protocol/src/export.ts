/** The protocol table as plain JSON, for tools and other languages. Inputs, outputs and bodies are JSON Schema. */
import { closeCodes, mayReconnect } from './close-codes.ts'
import { errorDetails, errors, everyCommandErrors } from './errors.ts'
import { subprotocols } from './frames.ts'
import { permissions } from './permissions.ts'
import { commands, errorBlocks, events, signals, streamKinds, streamOwners } from './protocol.ts'

const closeCodeRows = Object.entries(closeCodes).map(([name, row]) => [
  name,
  { ...row, reconnect: mayReconnect(row.code) },
])

/** `docs/protocol.json`: the table, and nothing that is not in it. */
export const protocolJson = () => ({
  version: 1,
  subprotocols,
  streamKinds,
  streamOwners,
  commands,
  events,
  signals,
  permissions,
  errorBlocks,
  everyCommandErrors,
  errors,
  errorDetails,
  closeCodes: Object.fromEntries(closeCodeRows),
})
