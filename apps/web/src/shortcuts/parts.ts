export { NewConversation } from '../rooms/new-conversation.tsx'
export { NewSpace } from '../spaces/new-space.tsx'
export { Palette } from './palette.tsx'
export { ShortcutsDialog } from './shortcuts-dialog.tsx'
