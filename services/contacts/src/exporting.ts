/** What contacts tells of somebody who takes along what there is of them. Secrets by which others join are none of it. */
import { type ExportStep, exportRows } from '@parley/service-kit'

const invited = 'game, party, payload, platforms, launch, state, expires, settled'

export const contactsExporting: readonly ExportStep[] = [
  exportRows({
    table: 'relation',
    what: 'contacts',
    of: ['person'],
    told: 'other, stands, at, note, memo, favourite, labels, games, blocked, restricted',
    key: 'other',
  }),
  exportRows({ table: 'privacy', of: ['person'], told: 'contact, groups', key: 'person' }),
  exportRows({ table: 'person', what: 'since', of: ['id'], told: 'since', key: 'id' }),
  // Of what comes from whom they block they know nothing.
  exportRows({
    table: 'invitation',
    what: 'invitations',
    of: ['sender', 'recipient'],
    told: `id, sender, recipient, kind, ${invited}`,
    key: 'id',
    where: 'sender = $1 or not withheld',
  }),
  exportRows({
    table: 'card',
    what: 'cards',
    of: ['sender'],
    told: `id, room, places, taken, ${invited}`,
    key: 'id',
  }),
  exportRows({ table: 'card_taker', what: 'places', of: ['person'], told: 'card, entered', key: 'card' }),
  exportRows({
    table: 'party_member',
    what: 'parties',
    of: ['person'],
    told: 'party, game, away, ready',
    key: 'party',
  }),
  exportRows({ table: 'party_request', what: 'party_requests', of: ['person'], told: 'party, at', key: 'party' }),
]
