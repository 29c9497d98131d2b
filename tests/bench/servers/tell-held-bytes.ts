/** Loaded before a server, so that it can be asked what memory it holds on to. */
import { heldBytes } from '../../setup/memory.ts'

process.on('message', () => process.send?.(heldBytes()))
process.channel?.unref()
