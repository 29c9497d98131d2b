/** All that is shown of spaces. */
export { Rail } from './rail.tsx'
export { ServerBank } from './server-bank.tsx'
export { SpaceMain } from './space-main.tsx'
export { SpaceNews } from './space-news.tsx'
export { SpacePane } from './space-pane.tsx'
export { SpaceRooms } from './space-rooms.tsx'
