/** Drawn here, as there are few. All are decoration; what a button does is in its label. */
const Icon = ({
  path,
  turns = false,
}: {
  readonly path: string /** With the direction of the language. */
  readonly turns?: boolean
}) => (
  <svg className={turns ? 'glyph turns' : 'glyph'} viewBox="0 0 24 24" aria-hidden="true">
    <path d={path} />
  </svg>
)

export const CloseIcon = () => <Icon path="M6 6l12 12M18 6L6 18" />
export const BackIcon = () => <Icon turns path="M15 5l-7 7 7 7" />
export const PlusIcon = () => <Icon path="M12 5v14M5 12h14" />
export const SendIcon = () => <Icon turns path="M5 12h13M12 5l7 7-7 7" />
export const UpIcon = () => <Icon path="M12 19V5M5 12l7-7 7 7" />
export const DownIcon = () => <Icon path="M12 5v14M5 12l7 7 7-7" />
export const PeopleIcon = () => (
  <Icon path="M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.4a3.5 3.5 0 0 1 0 6.2M18 14.5a6.5 6.5 0 0 1 3.5 5.5" />
)
export const ContactIcon = () => <Icon path="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0" />
export const MoreIcon = () => <Icon path="M5 12h.01M12 12h.01M19 12h.01" />
export const ReplyIcon = () => <Icon turns path="M9 6l-6 6 6 6M3 12h11a7 7 0 0 1 7 7" />
export const ThreadIcon = () => <Icon path="M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12.5h5" />
export const LockIcon = () => <Icon path="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" />
export const PinIcon = () => <Icon path="M9 3h6l-1 7 4 4H6l4-4-1-7zM12 14v7" />
export const EmojiIcon = () => (
  <Icon path="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01" />
)
export const SearchIcon = () => <Icon path="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L21 21" />
export const BellIcon = () => <Icon path="M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4" />
export const CheckIcon = () => <Icon path="M5 12.5l4.5 4.5L19 7.5" />
export const ClockIcon = () => <Icon path="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2" />
export const BookmarkIcon = () => <Icon path="M7 4h10v16l-5-4-5 4z" />
export const HashIcon = () => <Icon path="M9.5 4l-2 16M16.5 4l-2 16M4.5 9h16M3.5 15h16" />
export const MegaphoneIcon = () => <Icon path="M4 10v4h3l9 5V5l-9 5zM19 9.5a4 4 0 0 1 0 5" />
export const ForumIcon = () => <Icon path="M3 4h12v8H9l-4 3v-3H3zM18 9h3v8h-2v3l-4-3H9v-2" />
export const SettingsIcon = () => <Icon path="M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5" />
export const GameIcon = () => (
  <Icon path="M7.5 7h9a5 5 0 0 1 5 5v2.5a3 3 0 0 1-5.6 1.5h-7.8a3 3 0 0 1-5.6-1.5V12a5 5 0 0 1 5-5zM8 10v3M6.5 11.5h3M15 12.5h.01M17.5 10.5h.01" />
)
export const ChatIcon = () => <Icon path="M4 5h16v11H10l-5 4v-4H4z" />
export const LeaveIcon = () => <Icon turns path="M10 4H5v16h5M14 8l4 4-4 4M18 12H9" />
export const BlockedIcon = () => <Icon path="M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM6.5 6.5l11 11" />
export const QuietIcon = () => (
  <Icon path="M18 16V11a6 6 0 0 0-9-5.2M6.5 9.5A6 6 0 0 0 6 12v4l-1.5 2H17M10 21h4M4 4l16 16" />
)
export const FileIcon = () => <Icon path="M6 3h8l5 5v13H6zM14 3v5h5" />
export const AttachIcon = () => (
  <Icon path="M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.7-7.7" />
)
export const SaveIcon = () => <Icon path="M12 4v11M7 10.5l5 5 5-5M5 20h14" />
export const PlayIcon = () => <Icon path="M8 5l11 7-11 7z" />
export const PauseIcon = () => <Icon path="M8.5 5v14M15.5 5v14" />
export const AgainIcon = () => <Icon path="M19 12a7 7 0 1 1-2-5M19 3v4.5h-4.5" />
export const MinusIcon = () => <Icon path="M5 12h14" />
export const ForthIcon = () => <Icon turns path="M9 5l7 7-7 7" />
