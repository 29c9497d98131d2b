import type { Handlers } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { blockAdd } from './block-add.ts'
import { blockRemove } from './block-remove.ts'
import { cardAccept } from './card-accept.ts'
import { cardCancel } from './card-cancel.ts'
import { cardCreate } from './card-create.ts'
import { cardGet } from './card-get.ts'
import { contactAccept } from './contact-accept.ts'
import { contactCancel } from './contact-cancel.ts'
import { contactChange } from './contact-change.ts'
import { contactDecline } from './contact-decline.ts'
import { contactList } from './contact-list.ts'
import { contactRemove } from './contact-remove.ts'
import { contactRequest } from './contact-request.ts'
import { invitationAccept } from './invitation-accept.ts'
import { invitationAsk } from './invitation-ask.ts'
import { invitationCancel } from './invitation-cancel.ts'
import { invitationDecline } from './invitation-decline.ts'
import { invitationGet } from './invitation-get.ts'
import { invitationList } from './invitation-list.ts'
import { invitationSend } from './invitation-send.ts'
import { labelChange } from './label-change.ts'
import { partyAdmit } from './party-admit.ts'
import { partyChange } from './party-change.ts'
import { partyCheck } from './party-check.ts'
import { partyCode } from './party-code.ts'
import { partyCreate } from './party-create.ts'
import { partyDisband } from './party-disband.ts'
import { partyGet } from './party-get.ts'
import { partyJoin } from './party-join.ts'
import { partyLead } from './party-lead.ts'
import { partyLeave } from './party-leave.ts'
import { partyLock } from './party-lock.ts'
import { partyReady } from './party-ready.ts'
import { partyRefuse } from './party-refuse.ts'
import { partyRemove } from './party-remove.ts'
import { partyRequest } from './party-request.ts'
import { partySearch } from './party-search.ts'
import { privacyGet } from './privacy-get.ts'
import { privacySet } from './privacy-set.ts'
import { restrictionAdd } from './restriction-add.ts'
import { restrictionRemove } from './restriction-remove.ts'

export const handlers: Handlers<'contacts', Context> = {
  'block.add': blockAdd,
  'block.remove': blockRemove,
  'card.accept': cardAccept,
  'card.cancel': cardCancel,
  'card.create': cardCreate,
  'card.get': cardGet,
  'contact.accept': contactAccept,
  'contact.cancel': contactCancel,
  'contact.change': contactChange,
  'contact.decline': contactDecline,
  'contact.list': contactList,
  'contact.remove': contactRemove,
  'contact.request': contactRequest,
  'invitation.accept': invitationAccept,
  'invitation.ask': invitationAsk,
  'invitation.cancel': invitationCancel,
  'invitation.decline': invitationDecline,
  'invitation.get': invitationGet,
  'invitation.list': invitationList,
  'invitation.send': invitationSend,
  'label.change': labelChange,
  'party.admit': partyAdmit,
  'party.change': partyChange,
  'party.check': partyCheck,
  'party.code': partyCode,
  'party.create': partyCreate,
  'party.disband': partyDisband,
  'party.get': partyGet,
  'party.join': partyJoin,
  'party.lead': partyLead,
  'party.leave': partyLeave,
  'party.lock': partyLock,
  'party.ready': partyReady,
  'party.refuse': partyRefuse,
  'party.remove': partyRemove,
  'party.request': partyRequest,
  'party.search': partySearch,
  'privacy.get': privacyGet,
  'privacy.set': privacySet,
  'restriction.add': restrictionAdd,
  'restriction.remove': restrictionRemove,
}
