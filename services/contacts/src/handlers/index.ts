import type { Handlers } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { blockAdd } from './block-add.ts'
import { blockRemove } from './block-remove.ts'
import { contactAccept } from './contact-accept.ts'
import { contactCancel } from './contact-cancel.ts'
import { contactChange } from './contact-change.ts'
import { contactDecline } from './contact-decline.ts'
import { contactList } from './contact-list.ts'
import { contactRemove } from './contact-remove.ts'
import { contactRequest } from './contact-request.ts'
import { labelChange } from './label-change.ts'
import { privacyGet } from './privacy-get.ts'
import { privacySet } from './privacy-set.ts'
import { restrictionAdd } from './restriction-add.ts'
import { restrictionRemove } from './restriction-remove.ts'

export const handlers: Handlers<'contacts', Context> = {
  'block.add': blockAdd,
  'block.remove': blockRemove,
  'contact.accept': contactAccept,
  'contact.cancel': contactCancel,
  'contact.change': contactChange,
  'contact.decline': contactDecline,
  'contact.list': contactList,
  'contact.remove': contactRemove,
  'contact.request': contactRequest,
  'label.change': labelChange,
  'privacy.get': privacyGet,
  'privacy.set': privacySet,
  'restriction.add': restrictionAdd,
  'restriction.remove': restrictionRemove,
}
