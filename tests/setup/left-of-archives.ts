/**
 * What an archive of somebody's account does not have, of all columns that hold their id. A column that is in none of its lines and not here fails
 * the test: whoever adds one says in which lines it is told, or why not.
 */

const opens = 'what opens the account, or hashes of that'
const copy = 'a copy of what another service tells'
const found = 'made of what other lines say, so that it is found'
const passing = 'work under way, which says nothing of them'
const requests = 'by which a repeated request is known again'
const receipt = 'of accounts that are closed'
const told = 'what they and others were told, of what other lines say as it stands'
const others = 'what others say of them, or did'
const run = 'the work of those who run the platform and its places, with what is held against people'

export const notArchived: Readonly<Record<string, string>> = {
  'auth.deed.by': run,
  'auth.deed.whom': run,
  'auth.erasing.person': receipt,
  'auth.erasure.account': receipt,
  'auth.event.by': told,
  'auth.letter.account': passing,
  'auth.mail_link.account': opens,
  'auth.name_word.account': found,
  'auth.once.person': requests,
  'auth.pending_login.account': opens,
  'auth.recovery_code.account': opens,
  'chat.audit.by': run,
  'chat.audit.person': run,
  'chat.ban.by': run,
  'chat.barred.person': others,
  'chat.curb.other': others,
  'chat.curb.person': copy,
  'chat.deleted_room.by': passing,
  'chat.delivery.person': 'up to where their devices have what others said',
  'chat.erasing.person': receipt,
  'chat.hidden.author': others,
  'chat.hold.subject': run,
  'chat.invitation.people': 'invitations of others, which those give away',
  'chat.lately.person': passing,
  'chat.mention.by': found,
  'chat.mention.person': others,
  'chat.once.person': requests,
  'chat.pace.person': passing,
  'chat.parting.person': passing,
  'chat.person.id': copy,
  'chat.person_override.person': others,
  'chat.person_rooms.person': found,
  'chat.privacy.person': copy,
  'chat.publication.person': 'in whose name rooms follow others, which is told there',
  'chat.purge.by': passing,
  'chat.purge.person': passing,
  'chat.report.author': run,
  'chat.request.creator': requests,
  'chat.role_holder.person': found,
  'chat.room.high': 'the other one of a direct room, told with `rooms`',
  'chat.room.low': 'the other one of a direct room, told with `rooms`',
  'chat.sealed.by': run,
  'chat.suspension.person': copy,
  'chat.temporary_resident.person': passing,
  'chat.thread.creator': 'told with `rooms_made`',
  'chat.thread.posters': found,
  'contacts.erasing.person': receipt,
  'contacts.event.by': told,
  'contacts.once.person': requests,
  'contacts.party.creator': 'told with `parties`',
  'contacts.party.leader': 'told with `parties`',
  'contacts.relation.other': others,
  'files.archive.person': 'the archive itself',
  'files.archive_piece.person': 'the archive itself',
  'files.erasing.person': receipt,
  'files.event.by': told,
  'files.once.person': requests,
  'notify.block.other': others,
  'notify.block.person': copy,
  'notify.digest.person': passing,
  'notify.erasing.person': receipt,
  'notify.event.by': told,
  'notify.notification.by': others,
  'notify.once.person': requests,
  'notify.party_leader.leader': copy,
  'notify.push.person': passing,
  'presence.block.other': others,
  'presence.block.person': copy,
  'presence.erasing.person': receipt,
  'presence.event.by': told,
  'presence.once.person': requests,
}
