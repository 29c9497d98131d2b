import type { Handlers } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { announcementFollow } from './announcement-follow.ts'
import { announcementList } from './announcement-list.ts'
import { announcementUnfollow } from './announcement-unfollow.ts'
import { auditList } from './audit-list.ts'
import { authorHide } from './author-hide.ts'
import { authorList } from './author-list.ts'
import { authorShow } from './author-show.ts'
import { banAdd } from './ban-add.ts'
import { banList } from './ban-list.ts'
import { banRemove } from './ban-remove.ts'
import { bankGet } from './bank-get.ts'
import { bookmarkAdd } from './bookmark-add.ts'
import { bookmarkList } from './bookmark-list.ts'
import { bookmarkRemove } from './bookmark-remove.ts'
import { categoryChange } from './category-change.ts'
import { categoryCreate } from './category-create.ts'
import { categoryDelete } from './category-delete.ts'
import { cursorMove } from './cursor-move.ts'
import { directSend } from './direct-send.ts'
import { draftGet } from './draft-get.ts'
import { draftList } from './draft-list.ts'
import { draftSet } from './draft-set.ts'
import { editList } from './edit-list.ts'
import { emojiRemove } from './emoji-remove.ts'
import { emojiSet } from './emoji-set.ts'
import { estateFind } from './estate-find.ts'
import { estateHandOver } from './estate-hand-over.ts'
import { fileList } from './file-list.ts'
import { filterList } from './filter-list.ts'
import { filterRemove } from './filter-remove.ts'
import { filterSet } from './filter-set.ts'
import { inviteAccept } from './invite-accept.ts'
import { inviteCreate } from './invite-create.ts'
import { inviteDecline } from './invite-decline.ts'
import { inviteList } from './invite-list.ts'
import { inviteLook } from './invite-look.ts'
import { inviteReceived } from './invite-received.ts'
import { inviteRevoke } from './invite-revoke.ts'
import { memberAdd } from './member-add.ts'
import { memberList } from './member-list.ts'
import { memberRemove } from './member-remove.ts'
import { messageDelete } from './message-delete.ts'
import { messageEdit } from './message-edit.ts'
import { messageForward } from './message-forward.ts'
import { messageOrigin } from './message-origin.ts'
import { messagePin } from './message-pin.ts'
import { messageReport } from './message-report.ts'
import { messageSearch } from './message-search.ts'
import { messageSend } from './message-send.ts'
import { messageUnpin } from './message-unpin.ts'
import { overrideList } from './override-list.ts'
import { overrideRemove } from './override-remove.ts'
import { overrideSet } from './override-set.ts'
import { permissionExplain } from './permission-explain.ts'
import { pinList } from './pin-list.ts'
import { pollClose } from './poll-close.ts'
import { pollCreate } from './poll-create.ts'
import { pollVote } from './poll-vote.ts'
import { postList } from './post-list.ts'
import { postTag } from './post-tag.ts'
import { preferenceSet } from './preference-set.ts'
import { previewRemove } from './preview-remove.ts'
import { previewShow } from './preview-show.ts'
import { reactionAdd } from './reaction-add.ts'
import { reactionList } from './reaction-list.ts'
import { reactionRemove } from './reaction-remove.ts'
import { receiptAllow } from './receipt-allow.ts'
import { receiptDeliver } from './receipt-deliver.ts'
import { receiptList } from './receipt-list.ts'
import { reminderList } from './reminder-list.ts'
import { reminderRemove } from './reminder-remove.ts'
import { reminderSet } from './reminder-set.ts'
import { requestAccept } from './request-accept.ts'
import { requestDecline } from './request-decline.ts'
import { requestList } from './request-list.ts'
import { residentChange } from './resident-change.ts'
import { residentGet } from './resident-get.ts'
import { residentList } from './resident-list.ts'
import { residentRemove } from './resident-remove.ts'
import { residentTimeOut } from './resident-time-out.ts'
import { roleChange } from './role-change.ts'
import { roleCreate } from './role-create.ts'
import { roleDelete } from './role-delete.ts'
import { roleGrant } from './role-grant.ts'
import { roleRevoke } from './role-revoke.ts'
import { roleSet } from './role-set.ts'
import { roomAt } from './room-at.ts'
import { roomChange } from './room-change.ts'
import { roomCreate } from './room-create.ts'
import { roomDelete } from './room-delete.ts'
import { roomGet } from './room-get.ts'
import { roomHistory } from './room-history.ts'
import { roomLeave } from './room-leave.ts'
import { roomList } from './room-list.ts'
import { roomSnapshot } from './room-snapshot.ts'
import { scheduleCancel } from './schedule-cancel.ts'
import { scheduleChange } from './schedule-change.ts'
import { scheduleCreate } from './schedule-create.ts'
import { scheduleList } from './schedule-list.ts'
import { screeningAccept } from './screening-accept.ts'
import { screeningGet } from './screening-get.ts'
import { screeningSet } from './screening-set.ts'
import { spaceArrange } from './space-arrange.ts'
import { spaceChange } from './space-change.ts'
import { spaceCreate } from './space-create.ts'
import { spaceDelete } from './space-delete.ts'
import { spaceGet } from './space-get.ts'
import { spaceHandOver } from './space-hand-over.ts'
import { spaceKeep } from './space-keep.ts'
import { spaceLeave } from './space-leave.ts'
import { spaceList } from './space-list.ts'
import { stickerRemove } from './sticker-remove.ts'
import { stickerSet } from './sticker-set.ts'
import { threadChange } from './thread-change.ts'
import { threadCreate } from './thread-create.ts'
import { threadFollow } from './thread-follow.ts'
import { threadFollowing } from './thread-following.ts'
import { threadGet } from './thread-get.ts'
import { threadList } from './thread-list.ts'
import { threadUnfollow } from './thread-unfollow.ts'
import { unreadClear } from './unread-clear.ts'
import { unreadMark } from './unread-mark.ts'
import { voteList } from './vote-list.ts'

export const handlers: Handlers<'chat', Chat> = {
  'author.hide': authorHide,
  'author.list': authorList,
  'author.show': authorShow,
  'bookmark.add': bookmarkAdd,
  'bookmark.list': bookmarkList,
  'bookmark.remove': bookmarkRemove,
  'category.change': categoryChange,
  'category.create': categoryCreate,
  'category.delete': categoryDelete,
  'cursor.move': cursorMove,
  'direct.send': directSend,
  'draft.get': draftGet,
  'draft.list': draftList,
  'draft.set': draftSet,
  'edit.list': editList,
  'emoji.remove': emojiRemove,
  'bank.get': bankGet,
  'emoji.set': emojiSet,
  'file.list': fileList,
  'filter.list': filterList,
  'filter.remove': filterRemove,
  'filter.set': filterSet,
  'invite.accept': inviteAccept,
  'invite.create': inviteCreate,
  'invite.list': inviteList,
  'invite.decline': inviteDecline,
  'invite.look': inviteLook,
  'invite.received': inviteReceived,
  'invite.revoke': inviteRevoke,
  'member.add': memberAdd,
  'member.list': memberList,
  'member.remove': memberRemove,
  'message.delete': messageDelete,
  'message.edit': messageEdit,
  'message.forward': messageForward,
  'message.origin': messageOrigin,
  'message.pin': messagePin,
  'message.report': messageReport,
  'message.search': messageSearch,
  'message.send': messageSend,
  'message.unpin': messageUnpin,
  'override.list': overrideList,
  'override.remove': overrideRemove,
  'override.set': overrideSet,
  'permission.explain': permissionExplain,
  'pin.list': pinList,
  'poll.close': pollClose,
  'poll.create': pollCreate,
  'poll.vote': pollVote,
  'post.list': postList,
  'post.tag': postTag,
  'preference.set': preferenceSet,
  'preview.remove': previewRemove,
  'preview.show': previewShow,
  'reaction.add': reactionAdd,
  'reaction.list': reactionList,
  'reaction.remove': reactionRemove,
  'receipt.allow': receiptAllow,
  'receipt.deliver': receiptDeliver,
  'receipt.list': receiptList,
  'reminder.list': reminderList,
  'reminder.remove': reminderRemove,
  'reminder.set': reminderSet,
  'request.accept': requestAccept,
  'request.decline': requestDecline,
  'request.list': requestList,
  'resident.change': residentChange,
  'resident.get': residentGet,
  'resident.list': residentList,
  'resident.remove': residentRemove,
  'role.change': roleChange,
  'role.create': roleCreate,
  'role.delete': roleDelete,
  'role.grant': roleGrant,
  'role.revoke': roleRevoke,
  'role.set': roleSet,
  'room.at': roomAt,
  'room.change': roomChange,
  'room.create': roomCreate,
  'room.delete': roomDelete,
  'room.get': roomGet,
  'room.history': roomHistory,
  'room.leave': roomLeave,
  'room.list': roomList,
  'room.snapshot': roomSnapshot,
  'schedule.cancel': scheduleCancel,
  'schedule.change': scheduleChange,
  'schedule.create': scheduleCreate,
  'schedule.list': scheduleList,
  'screening.accept': screeningAccept,
  'screening.get': screeningGet,
  'screening.set': screeningSet,
  'space.arrange': spaceArrange,
  'space.change': spaceChange,
  'space.create': spaceCreate,
  'space.delete': spaceDelete,
  'space.get': spaceGet,
  'space.hand_over': spaceHandOver,
  'space.keep': spaceKeep,
  'estate.find': estateFind,
  'estate.hand_over': estateHandOver,
  'space.leave': spaceLeave,
  'space.list': spaceList,
  'sticker.remove': stickerRemove,
  'sticker.set': stickerSet,
  'thread.change': threadChange,
  'announcement.follow': announcementFollow,
  'announcement.list': announcementList,
  'announcement.unfollow': announcementUnfollow,
  'thread.create': threadCreate,
  'thread.follow': threadFollow,
  'thread.following': threadFollowing,
  'thread.get': threadGet,
  'thread.list': threadList,
  'thread.unfollow': threadUnfollow,
  'unread.clear': unreadClear,
  'unread.mark': unreadMark,
  'vote.list': voteList,
  'resident.time_out': residentTimeOut,
  'ban.remove': banRemove,
  'ban.list': banList,
  'ban.add': banAdd,
  'audit.list': auditList,
}
